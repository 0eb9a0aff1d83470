// A page that waits for the program loads itself again.
setTimeout(() => location.reload(), 700);
