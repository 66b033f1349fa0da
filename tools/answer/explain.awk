# SPDX-License-Identifier: GPL-2.0
# Translates explain.txt to C: explain_entries[], explain_noises[], explain_helpers[]
# and explain_roots[] of explain.h. The header of explain.txt describes its format.

function fail(line, message)
{
	printf "%s:%d: %s\n", FILENAME, line, message > "/dev/stderr"
	failed = 1
	exit 1
}

function words(list, among,	word, nr_words, i)
{
	nr_words = split(list, word, " ")
	for (i = 1; i <= nr_words; i++)
		among[word[i]] = 1
}

BEGIN {
	words("reason location normal helper root", heads)
	words("helper root", names_only)
	words("since until like brief text causes check fix noise why", fields)
	words("causes check fix", lists)
	words("6.1 6.12 7.2", kernels)
	nr = 0
	field = ""
}

# Begins an entry for a reason, locations, normal drops, or functions.
function begin(kind, names)
{
	if (names == "")
		fail(FNR, kind " without a name")
	kinds[++nr] = kind
	lines[nr] = FNR
	heading[nr] = ""
	claim(names)
}

function claim(names,	kind, name, nr_claimed, i)
{
	kind = kinds[nr]
	heading[nr] = heading[nr] == "" ? names : heading[nr] " " names
	nr_claimed = split(names, name, " ")
	if (kind == "reason" && heading[nr] ~ / /)
		fail(FNR, "more than one reason")
	for (i = 1; i <= nr_claimed; i++) {
		if (length(name[i]) > 64)
			fail(FNR, "name too long: " name[i])
		if (kind == "normal")
			continue
		if ((kind, name[i]) in entry_of)
			fail(FNR, "duplicate " kind " " name[i])
		entry_of[kind, name[i]] = nr
	}
}

function set(value)
{
	if (!(field in fields))
		fail(FNR, "unknown field " field)
	if (!nr)
		fail(FNR, "field " field " before any entry")
	if ((nr, field) in values)
		fail(FNR, "duplicate field " field " in " heading[nr])
	if (kinds[nr] in names_only)
		fail(FNR, "field " field " is not allowed in a " kinds[nr] " entry")
	if ((kinds[nr] == "normal") != (field == "why"))
		fail(FNR, "field " field " is not allowed in a " kinds[nr] " entry")
	if (field in lists && value != "")
		fail(FNR, "the items of " field " must begin on the next line")
	if ((field == "since" || field == "until") && !(value in kernels))
		fail(FNR, "unknown kernel " value)
	values[nr, field] = value
}

# Names and prose continue on the next line. In a list, each line is an item;
# a line that is indented by four spaces continues the previous item.
function add(line,	separator, value)
{
	value = values[nr, field]
	separator = field in lists && line !~ /^    / ? "\n" : " "
	sub(/^ +/, "", line)
	if (field in heads)
		claim(line)
	else
		values[nr, field] = value == "" ? line : value separator line
}

/^#/ || /^$/ {
	next
}

/[ \t]$/ {
	fail(FNR, "trailing whitespace")
}

/^[a-z]+:/ {
	field = substr($0, 1, index($0, ":") - 1)
	sub(/^[a-z]+: */, "")
	if (field in heads)
		begin(field, $0)
	else
		set($0)
	next
}

/^  / && field != "" {
	add($0)
	next
}

{
	fail(FNR, "neither a field nor the continuation of one")
}

function inherit(i,	like, name, j)
{
	if (!((i, "like") in values) || inherited[i] == "done")
		return
	like = values[i, "like"]
	if (!((kinds[i], like) in entry_of))
		fail(lines[i], heading[i] " inherits from " like ", which has no entry")
	if (inherited[i] == "begun")
		fail(lines[i], heading[i] " inherits from itself")
	inherited[i] = "begun"
	j = entry_of[kinds[i], like]
	inherit(j)
	for (name in fields)
		if (name != "since" && name != "until" && name != "brief" &&
		    !((i, name) in values) && (j, name) in values)
			values[i, name] = values[j, name]
	inherited[i] = "done"
}

function demand(i, names,	name, nr_names, j)
{
	nr_names = split(names, name, " ")
	for (j = 1; j <= nr_names; j++)
		if (values[i, name[j]] == "")
			fail(lines[i], heading[i] " has no " name[j])
}

# Two backslashes in the replacement of gsub() yield one or two, depending on the awk,
# so build the string without gsub().
function quote(text,	result, c, i)
{
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		if (c == "\n")
			c = "\\n"
		else if (c == "\"" || c == "\\")
			c = "\\" c
		result = result c
	}
	return "\"" result "\""
}

function member(i, name)
{
	if (values[i, name] != "")
		printf "\t\t.%s = %s,\n", name, quote(values[i, name])
}

function print_entry(i, name)
{
	print "\t{"
	printf "\t\t.name = %s,\n", quote(name)
	printf "\t\t.is_location = %s,\n", \
		kinds[i] == "location" ? "true" : "false"
	if (values[i, "since"] == "")
		values[i, "since"] = "6.1"
	member(i, "since")
	member(i, "until")
	member(i, "brief")
	member(i, "text")
	member(i, "causes")
	member(i, "check")
	member(i, "fix")
	member(i, "noise")
	print "\t},"
}

function print_entries(	name, nr_names, i, j)
{
	print "const struct explain explain_entries[] = {"
	for (i = 1; i <= nr; i++) {
		if (kinds[i] != "reason" && kinds[i] != "location")
			continue
		inherit(i)
		demand(i, "brief text causes check")
		nr_names = split(heading[i], name, " ")
		for (j = 1; j <= nr_names; j++)
			print_entry(i, name[j])
	}
	print "};\n"
	print "const size_t explain_nr ="
	print "\tsizeof(explain_entries) / sizeof(explain_entries[0]);\n"
}

# "normal: REASON LOCATION...": the reason and the locations must have entries.
function print_noise(i,	name, nr_names, j)
{
	nr_names = split(heading[i], name, " ")
	if (nr_names < 2)
		fail(lines[i], "a normal entry needs a reason and a location")
	if (!(("reason", name[1]) in entry_of))
		fail(lines[i], name[1] " has no entry")
	for (j = 2; j <= nr_names; j++)
		printf "\t{ %s, %s,\n\t  %s },\n", quote(name[1]), \
			quote(name[j]), quote(values[i, "why"])
}

function print_noises(	i)
{
	print "const struct explain_noise explain_noises[] = {"
	for (i = 1; i <= nr; i++) {
		if (kinds[i] != "normal")
			continue
		demand(i, "why")
		print_noise(i)
	}
	print "};\n"
	print "const size_t explain_noises_nr ="
	print "\tsizeof(explain_noises) / sizeof(explain_noises[0]);"
}

# Prints only the names of one kind.
function print_names(array, kind,	name, nr_names, i, j)
{
	print "\nconst char * const " array "[] = {"
	for (i = 1; i <= nr; i++) {
		if (kinds[i] != kind)
			continue
		nr_names = split(heading[i], name, " ")
		for (j = 1; j <= nr_names; j++)
			printf "\t%s,\n", quote(name[j])
	}
	print "\tNULL\n};"
}

END {
	if (failed)
		exit 1
	print "// SPDX-License-Identifier: GPL-2.0"
	print "/* Generated by explain.awk from explain.txt: edit explain.txt. */"
	print "#include \"answer/explain.h\"\n"
	print_entries()
	print_noises()
	print_names("explain_helpers", "helper")
	print_names("explain_roots", "root")
}
