package client_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"partner-import/client"
	"partner-import/client/sandbox"
)

// The sandbox replaces the API. For the real one, leave out BaseURL and
// use the key of your program.
func connect() (*client.Client, func()) {
	server, err := sandbox.Serve("", sandbox.New(sandbox.Options{}))
	if err != nil {
		log.Fatal(err)
	}
	key, err := client.NewKey("sk_test_0123456789")
	if err != nil {
		log.Fatal(err)
	}
	c, err := client.New(client.Options{Key: key, BaseURL: server.URL()})
	if err != nil {
		log.Fatal(err)
	}
	return c, func() { c.Close(); server.Close() }
}

func Example() {
	c, closeAll := connect()
	defer closeAll()
	ctx := context.Background()
	made, err := c.Create(ctx, client.NewPartner{Email: "jane@example.com", Name: "Jane", ID: "aff-1001", Key: "jane"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(made.ID, made.Link)
	found, err := c.Find(ctx, client.By{Email: "jane@example.com"})
	fmt.Println(found.Name, err)
	// Output:
	// aff-1001 https://partners.example.com?aff=jane
	// Jane <nil>
}

// The kind of an error says what it means. After an ambiguous one, do not call
// Create again before Find has said that there is no such partner.
func ExampleError() {
	c, closeAll := connect()
	defer closeAll()
	ctx := context.Background()
	for range 2 {
		_, err := c.Create(ctx, client.NewPartner{Email: "jane@example.com"})
		var e *client.Error
		if !errors.As(err, &e) {
			continue
		}
		fmt.Println(e.Kind, e.Status, e.TakenFields(), e.NotProcessed(), e.Ambiguous())
	}
	_, err := c.Find(ctx, client.By{Email: "nobody@example.com"})
	fmt.Println(client.KindOf(err))
	// Output:
	// taken 422 [email] false false
	// not found
}

// A Limiter paces the requests of all goroutines together.
func ExampleLimiter() {
	c, closeAll := connect()
	defer closeAll()
	ctx := context.Background()
	limiter := client.NewLimiter(client.LimiterOptions{Rate: 100})
	for i := range 3 {
		if err := limiter.Wait(ctx); err != nil {
			log.Fatal(err)
		}
		_, err := c.Create(ctx, client.NewPartner{Email: fmt.Sprintf("p%d@example.com", i)})
		var e *client.Error
		if errors.As(err, &e) && e.Kind == client.Throttled {
			limiter.Throttled(e) // now all workers wait as long as the API asked
			continue
		}
		limiter.Accepted()
	}
	fmt.Println(limiter.Stats().Throttled)
	// Output: 0
}
