// A decision about the partners is worked out at once.
const form = document.getElementById("decide");
document.getElementById("apply").hidden = true;
form.addEventListener("change", () => form.requestSubmit());
// A second click must not send anything else.
document.getElementById("send")?.addEventListener("submit", () => { for (const b of document.querySelectorAll("button[form=send]")) b.disabled = true; });
