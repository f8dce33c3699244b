// Renders the templates of speed.json as long as it is told, one core, pre-parsed template, pre-decoded data, into a
// buffer that is used again. For each line "<name> <count>" on stdin, the nanoseconds of CPU that so many took; before, for
// each template, what it printed, as JSON.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go build
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"syscall"
	"text/template"

	"github.com/Masterminds/sprig"
)

type result struct {
	Name     string
	Template string
	Data     interface{}
}

func main() {
	runtime.GOMAXPROCS(1)
	var speed struct{ Results []result }
	text, err := os.ReadFile(os.Args[1])
	check(err)
	check(json.Unmarshal(text, &speed))
	functions := sprig.TxtFuncMap()
	functions["json"] = functions["toJson"]

	renders := map[string]func(){}
	printed := map[string]string{}
	var buffer bytes.Buffer
	for _, r := range speed.Results {
		data := r.Data
		t := template.Must(template.New("sink").Funcs(functions).Parse(r.Template))
		renders[r.Name] = func() {
			buffer.Reset()
			check(t.Execute(&buffer, data))
		}
		renders[r.Name]()
		printed[r.Name] = buffer.String()
	}
	check(json.NewEncoder(os.Stdout).Encode(map[string]interface{}{"go": runtime.Version(), "printed": printed}))

	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		var name string
		var count int
		_, err := fmt.Sscan(lines.Text(), &name, &count)
		check(err)
		render := renders[name]
		before := used()
		for i := 0; i < count; i++ {
			render()
		}
		fmt.Println(used() - before)
	}
}

// Of all threads: the garbage collector's too.
func used() int64 {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
