module ai.sympozium/dev/embedded-cluster/probe

go 1.26.0
