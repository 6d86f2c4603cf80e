package cluster

import (
	"fmt"
	"math/rand/v2"
	"net"
)

// FreePorts finds unused ports of the loopback address. They are below those that the kernel chooses for outgoing connections, so that
// no such connection takes the port of a stopped component.
func FreePorts(count int) ([]int, error) {
	var listeners []net.Listener
	defer func() {
		for _, listener := range listeners {
			listener.Close()
		}
	}()
	var free []int
	for attempt := 0; attempt < 1000 && len(free) < count; attempt++ {
		port := 20000 + rand.IntN(12000)
		if listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			listeners, free = append(listeners, listener), append(free, port)
		}
	}
	if len(free) < count {
		return nil, fmt.Errorf("found no %d free ports between 20000 and 32000 on 127.0.0.1", count)
	}
	return free, nil
}
