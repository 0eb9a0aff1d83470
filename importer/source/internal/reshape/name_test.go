package reshape

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSplitName(t *testing.T) {
	for _, tt := range []struct {
		full, given, family string
		whole               Reason
	}{
		{"Ingrid Solberg", "Ingrid", "Solberg", ""},
		{"  Ingrid \t Solberg ", "Ingrid", "Solberg", ""},
		{"Anne Marie Moe", "Anne Marie", "Moe", ""},
		{"Sean P. O'Brien", "Sean P.", "O'Brien", ""},
		{`Dan "DJ" Marsh`, `Dan "DJ"`, "Marsh", ""},
		{"Rafael van der Vaart", "Rafael", "van der Vaart", ""},
		{"Juan de la Cruz", "Juan", "de la Cruz", ""},
		{"Otto von Bismarck", "Otto", "von Bismarck", ""},
		{"Osama bin Zayed", "Osama", "bin Zayed", ""},
		{"Maria dos Santos", "Maria", "dos Santos", ""},
		{"Yosef ben David", "Yosef", "ben David", ""},
		{"Ben Marsh", "Ben", "Marsh", ""},
		{"Van Morrison", "Van", "Morrison", ""}, // somebody's first word is never a particle
		{"Al El Sayed", "Al", "El Sayed", ""},
		{"José García y López", "José", "García y López", ""},
		{"Sean O'Brien Jr.", "Sean", "O'Brien Jr.", ""},
		{"Sean O'Brien, Jr.", "Sean", "O'Brien, Jr.", ""},
		{"John Smith III", "John", "Smith III", ""},
		{"Solberg, Ingrid", "Ingrid", "Solberg", ""},
		{"van der Vaart, Rafael", "Rafael", "van der Vaart", ""},
		{"Smith Jr., John", "John", "Smith Jr.", ""},
		{"Smith, John, Jr.", "John", "Smith, Jr.", ""},
		{"山田 太郎", "太郎", "山田", ""},
		{"김 민수", "민수", "김", ""},
		{"ジョン スミス", "ジョン", "スミス", ""},

		{"", "", "", OneWord},
		{"ingrid", "ingrid", "", OneWord},
		{"山田太郎", "山田太郎", "", OneWord},
		{"Solberg,", "Solberg,", "", OneWord},
		{"Sean Jr.", "Sean Jr.", "", ""}, // see below
		{"Fuentes SL", "Fuentes", "SL", Company},
		{"Solberg Media", "Solberg", "Media", Company},
		{"Solberg Media, AS", "Solberg Media", "AS", Company},
		{"Acme, Inc.", "Acme", "Inc.", Company},
		{"Acme GmbH & Co. KG", "Acme GmbH & Co.", "KG", Company},
		{"Fuentes S.L.", "Fuentes", "S.L.", Company},
		{"Anna & Ben Moe", "Anna & Ben Moe", "", Uncertain},
		{"Ingrid Solberg (VIP)", "Ingrid Solberg (VIP)", "", Uncertain},
		{"Bergen, Oslo, Moss", "Bergen, Oslo, Moss", "", Uncertain},
		{"User 17", "User 17", "", Uncertain},
	} {
		if tt.full == "Sean Jr." {
			tt.given, tt.family = "Sean", "Jr." // two words are two names: nobody knows more
		}
		if got := SplitName(tt.full); got != (Name{tt.given, tt.family, tt.whole}) {
			t.Errorf("SplitName(%q) = %+v", tt.full, got)
		}
	}
}

// TestSplitNameLaw: no letter is lost or added, and a given name is not split again.
func TestSplitNameLaw(t *testing.T) {
	letters := func(s string) (counts map[rune]int) {
		counts = map[rune]int{}
		for _, r := range strings.Join(strings.Fields(strings.ReplaceAll(s, ",", "")), "") {
			counts[r]++
		}
		return counts
	}
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.OneOf(rapid.SampledFrom(strings.Fields("Ingrid Solberg, van der de Jr. III SL Media y 山田 Inc.")), rapid.StringMatching(`[A-ZÅ'][a-zéß-]{0,6}`), rapid.String())
		full := strings.Join(rapid.SliceOfN(word, 0, 6).Draw(t, "words"), " ")
		n := SplitName(full)
		want, got := letters(full), letters(n.Given+n.Family)
		for r, count := range want {
			if got[r] != count {
				t.Fatalf("SplitName(%q) = %+v: %q", full, n, r)
			}
		}
		if len(got) != len(want) || (n.Family == "") != (n.Whole == OneWord || n.Whole == Uncertain) || n.Given == "" && n.Family != "" {
			t.Fatalf("SplitName(%q) = %+v", full, n)
		}
	})
}
