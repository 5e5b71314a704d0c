module ai.sympozium/dev/ground/pause

go 1.26.0
