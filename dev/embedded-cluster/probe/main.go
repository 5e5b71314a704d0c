// Program for the pods of dev/embedded-cluster/test. `probe listen` listens until SIGTERM. `probe` verifies from
// inside of a pod that names and services work and that no address outside of this machine can be reached.
package main

import (
	"fmt"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) > 1 {
		listener, err := net.Listen("tcp", ":8080")
		must(err)
		terminated := make(chan os.Signal, 1)
		signal.Notify(terminated, syscall.SIGTERM)
		<-terminated
		must(listener.Close())
		fmt.Println("terminated")
		return
	}
	reach("localhost:8080")
	reach("kubernetes.default:443")
	if _, err := net.DialTimeout("tcp", "1.1.1.1:443", time.Second); err == nil {
		must(fmt.Errorf("the cluster has a route out"))
	}
	fmt.Println("verified")
}

func reach(address string) {
	connection, err := net.DialTimeout("tcp", address, 5*time.Second)
	must(err)
	must(connection.Close())
}

func must(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
