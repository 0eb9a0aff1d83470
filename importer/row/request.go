package row

import (
	"strings"

	"partner-import/client"
)

// Request is the request for the record's partner.
func (r *Record) Request() client.NewPartner { return Own(r.Borrow()) }

// Borrow is Request with the texts of the record. They may be pieces of a block of the
// file, which stays in memory as long as they do. [Own] makes a copy that may be kept.
func (r *Record) Borrow() client.NewPartner {
	return client.NewPartner{
		Email: r.Email, Name: r.Name, Surname: r.Surname, Password: r.Password,
		ID: r.ID, Key: r.Key, Tags: SplitTags(r.Tags), Referrer: r.Referring(),
	}
}

// Own returns the request with its own texts, in one piece of memory.
func Own(p client.NewPartner) client.NewPartner {
	if p.Referrer != nil {
		p.Referrer = new(*p.Referrer)
	}
	p.Tags = append([]string(nil), p.Tags...)
	texts, text, length := textsOf(&p), strings.Builder{}, 0
	for _, one := range texts {
		length += len(*one)
	}
	text.Grow(length)
	for _, one := range texts {
		text.WriteString(*one)
	}
	rest := text.String()
	for _, one := range texts {
		n := len(*one)
		*one, rest = rest[:n], rest[n:]
	}
	return p
}

func textsOf(p *client.NewPartner) []*string {
	texts := append(make([]*string, 0, 16), &p.Email, &p.Name, &p.Surname, &p.Password, &p.ID, &p.Key)
	for i := range p.Tags {
		texts = append(texts, &p.Tags[i])
	}
	if r := p.Referrer; r != nil {
		texts = append(texts, &r.ID, &r.Key, &r.Email)
	}
	return texts
}
