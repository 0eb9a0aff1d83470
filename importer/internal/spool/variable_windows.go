package spool

// Variable is the environment variable that names the folder of temporary files.
const Variable = "TMP"
