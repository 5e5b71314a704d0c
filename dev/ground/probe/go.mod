module ai.sympozium/dev/ground/probe

go 1.26.0
