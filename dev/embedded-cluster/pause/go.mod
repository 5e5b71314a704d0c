module ai.sympozium/dev/embedded-cluster/pause

go 1.26.0
