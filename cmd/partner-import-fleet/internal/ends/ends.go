// Package ends says what the end of an attempt means to the engine: again at once, again
// later, done, or failed. It is one table, and the words in it are ours: what an API or a
// file said may name somebody, and the engine keeps everything.
package ends

import "time"

// A Kind is one way in which an attempt ends. Histories and alerts know its text.
type Kind string

// The kinds of ends.
const (
	Finished  Kind = "finished"
	Strict    Kind = "not sent"              // rows have problems, and the setting strict forbids to send the others
	Time      Kind = "time is over"          // its deadline
	Cancelled Kind = "stopped"               // by a person
	Failures  Kind = "too many failures"     // rejected rows
	Account   Kind = "account exhausted"     // it takes no more partners
	Yield     Kind = "another run's turn"    // it waited for the same key
	Shutdown  Kind = "worker shuts down"     // and hands over
	Lost      Kind = "journal taken over"    // by another run
	Held      Kind = "waits for the key"     // another run has the journal
	Journal   Kind = "journal unreachable"   // the database or the disk
	Disk      Kind = "disk of the worker"    // is full or broken
	Outage    Kind = "outage"                // of Partnero
	Store     Kind = "store unreachable"     // the copy cannot be read, or the outputs cannot be written
	Changing  Kind = "file is changing"      // somebody still writes it
	Missing   Kind = "file is missing"       // in the store
	NoStore   Kind = "store refuses"         // its address, its key or its rights
	Copy      Kind = "copy was changed"      // since it was made
	Key       Kind = "key refused"           // by Partnero
	Secret    Kind = "key missing"           // its file
	OtherKey  Kind = "journal of other key"  // a new key, or a mistake
	Foreign   Kind = "journal of other host" // the setting base-url is wrong, or was changed
	Address   Kind = "wrong configuration"   // no request can succeed
	Settings  Kind = "settings refused"      // they contradict each other
	Refused   Kind = "file refused"          // as a whole
	Crash     Kind = "crash"                 // a defect of the program
)

// Then is what the engine does after an attempt.
type Then int

// What follows an attempt.
const (
	Done   Then = iota // the run is over, with an outcome
	Turn               // the run continues after another one had its turn
	Again              // another attempt
	Failed             // the run is over, and a person must do something first
)

// String names what follows.
func (t Then) String() string { return [...]string{"done", "turn", "again", "failed"}[t] }

// An End is a row of the table.
type End struct {
	Then   Then
	After  time.Duration // before the next attempt; 0: as the engine's retries grow
	Person bool          // somebody must look at it
	Why    string        // a sentence, which ends in what to do if there is something
}

const (
	atOnce  = time.Second
	soon    = 15 * time.Second
	aMinute = time.Minute
	later   = 15 * time.Minute
)

// Of is the table. Finished is done for a person if rows are not imported.
func Of(kind Kind) End {
	switch kind {
	case Finished:
		return End{Done, 0, false, "all rows were tried"}
	case Strict:
		return End{Done, 0, true, `nothing was sent, since rows have problems and the setting "strict" is on; correct the rows in the report`}
	case Time:
		return End{Done, 0, false, "its time was over; the next run continues"}
	case Cancelled:
		return End{Done, 0, false, "it was stopped; run it again to continue"}
	case Failures:
		return End{Done, 0, true, "too many rows were rejected; look at the report"}
	case Account:
		return End{Done, 0, true, "the account takes no more partners; change its plan, then run it again"}
	case Yield:
		return End{Turn, 0, false, "another run of the same key has its turn"}
	case Shutdown:
		return End{Again, atOnce, false, "the worker shuts down, and another one continues"}
	case Lost:
		return End{Again, atOnce, false, "another run took over the journal"}
	case Held:
		return End{Again, soon, false, "another run of the same key has the journal"}
	}
	return ofTrouble(kind)
}

// ofTrouble is the part of the table about what does not work.
func ofTrouble(kind Kind) End {
	switch kind {
	case Journal:
		return End{Again, 0, true, "the journal cannot be read or written; check the database, or the disk of the journals"}
	case Disk:
		return End{Again, 0, true, "the worker cannot write its files; make room on its disk"}
	case Outage:
		return End{Again, later, true, "Partnero does not answer"}
	case Store:
		return End{Again, 0, true, "the store cannot be read or written; check its address and its rights"}
	case Changing:
		return End{Again, soon, true, "the file is still being written"}
	case Missing:
		return End{Again, aMinute, true, "the file is not there yet"}
	case NoStore:
		return End{Failed, 0, true, "the store refuses; correct its address, its credentials or its rights"}
	case Copy:
		return End{Failed, 0, true, "the copy of the file was changed after it was made; run it again"}
	case Key:
		return End{Failed, 0, true, "Partnero refused the key; put a new key into the secret, then run it again"}
	case Secret:
		return End{Failed, 0, true, "the worker has no such key; put it into the folder FLEET_SECRETS, then run it again"}
	case OtherKey:
		return End{Failed, 0, true, `the journal belongs to another key; if this is a new key of the same program, add the setting "adopt-journal" for one run`}
	case Foreign:
		return End{Failed, 0, true, `the journal belongs to an account at another host; check the setting "base-url", or give this account a customer of its own`}
	case Address:
		return End{Failed, 0, true, `no request can succeed; check the setting "base-url" and the proxy`}
	case Settings:
		return End{Failed, 0, true, "the settings cannot be used; correct fleet.yaml and apply it"}
	case Refused:
		return End{Failed, 0, true, "the file cannot be imported as a whole; reason.txt beside the outputs says why"}
	}
	return End{Again, 0, true, "the program has a defect; see the worker's log"}
}

// Kinds returns every kind.
func Kinds() []Kind {
	return []Kind{
		Finished, Strict, Time, Cancelled, Failures, Account, Yield, Shutdown, Lost, Held, Journal, Disk, Outage, Store,
		Changing, Missing, NoStore, Copy, Key, Secret, OtherKey, Foreign, Address, Settings, Refused, Crash,
	}
}

// Late is what an end means if the next attempt would come after the deadline. Most are
// tried again all the same: an attempt after the deadline sends nothing, and writes the
// report that is owed. A run without its file has failed.
func (e End) Late(kind Kind) End {
	switch kind {
	case Missing, Changing:
		return End{Failed, 0, true, "the file did not come in time; check who writes it"}
	case Outage:
		return End{Done, 0, true, "Partnero did not answer until its time was over; the next run continues"}
	}
	return e
}
