// What the ground's test runs in a pod. As `probe listen` it listens until it is told to end; as `probe` it
// proves from inside that names and services work and that nothing beyond the machine can be reached.
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
		told := make(chan os.Signal, 1)
		signal.Notify(told, syscall.SIGTERM)
		<-told
		must(listener.Close())
		fmt.Println("told to end")
		return
	}
	reach("localhost:8080")
	reach("kubernetes.default:443")
	if _, err := net.DialTimeout("tcp", "1.1.1.1:443", time.Second); err == nil {
		must(fmt.Errorf("there is a way out of the cluster"))
	}
	fmt.Println("all proved")
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
