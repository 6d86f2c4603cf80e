// Package api talks to the API server by plain HTTP: a test bed needs too little of it for a client library.
package api

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// A Client is an administrator at one API server.
type Client struct {
	server string
	http   *http.Client
}

// NewClient does not connect yet.
func NewClient(server string, config *tls.Config) *Client {
	return &Client{server, &http.Client{
		Timeout:   10 * time.Second,
		Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true},
	}}
}

// Ready fails unless /readyz answers ok.
func (c *Client) Ready(ctx context.Context) error {
	_, err := c.do(ctx, http.MethodGet, "/readyz", nil)
	return err
}

// Create posts one object in YAML to a collection. An object that exists already is left as it is.
func (c *Client) Create(ctx context.Context, collection string, object []byte) error {
	_, err := c.do(ctx, http.MethodPost, collection, object)
	if status := (*StatusError)(nil); errors.As(err, &status) && status.Code == http.StatusConflict {
		return nil
	}
	return err
}

// CreateSoon is Create for a kind that was defined a moment ago: the API server may need another moment to serve it.
func (c *Client) CreateSoon(ctx context.Context, collection string, object []byte) error {
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		err := c.Create(ctx, collection, object)
		status := (*StatusError)(nil)
		if !errors.As(err, &status) || status.Code != http.StatusNotFound || time.Now().After(deadline) {
			return err
		}
	}
}

// WaitFor asks for an object until its JSON satisfies the condition.
func (c *Client) WaitFor(ctx context.Context, path string, condition func(object map[string]any) bool) error {
	var last error
	for {
		body, err := c.do(ctx, http.MethodGet, path, nil)
		if err == nil {
			object := map[string]any{}
			if err = json.Unmarshal(body, &object); err == nil {
				if condition(object) {
					return nil
				}
				err = errors.New("it exists, but not in the expected state")
			}
		}
		if ctx.Err() == nil {
			last = err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waited without success for %s: %w", path, errors.Join(last, context.Cause(ctx)))
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Exists is the condition that holds for every object.
func Exists(map[string]any) bool { return true }

// HasCondition holds when status.conditions has kind at True.
func HasCondition(kind string) func(map[string]any) bool {
	return func(object map[string]any) bool {
		status, _ := object["status"].(map[string]any)
		conditions, _ := status["conditions"].([]any)
		for _, each := range conditions {
			condition, _ := each.(map[string]any)
			if condition["type"] == kind && condition["status"] == "True" {
				return true
			}
		}
		return false
	}
}

// A StatusError is an answer other than 2xx.
type StatusError struct {
	Code    int
	Request string
	Body    string
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("%s answered %d: %s", e.Request, e.Code, e.Body)
}

func (c *Client) do(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.server+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/yaml")
	request.Header.Set("Accept", "application/json")
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= 300 {
		return nil, &StatusError{response.StatusCode, method + " " + path, strings.TrimSpace(string(answer))}
	}
	return answer, nil
}
