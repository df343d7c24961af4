/* SPDX-License-Identifier: MIT */
/*
 * The courier: a child of the agent that carries one file between the guest's
 * file system and the window. A part of strata-agent.c.
 *
 * It exits with 0 when the file is where it belongs, and with an errno when it
 * is not; then what it had written is gone. Its orders come over a pipe, one a
 * line: "piece NUMBER LENGTH CRC", "next NUMBER", "done". The end of the pipe
 * means that nobody wants the file any more.
 */

static unsigned crc_table[256];

/* CRC-32 as in ISO 3309, bit-reflected: that of gzip. */
static unsigned crc_of(const unsigned char *bytes, unsigned length)
{
	unsigned crc = ~0u, i, bit;

	if (!crc_table[1])
		for (i = 0; i < 256; i++) {
			unsigned value = i;

			for (bit = 0; bit < 8; bit++)
				value = value >> 1 ^ (value & 1 ? 0xedb88320u : 0);
			crc_table[i] = value;
		}
	while (length--)
		crc = crc >> 8 ^ crc_table[(crc ^ *bytes++) & 255];
	return ~crc;
}

/* By 32 bits, which is four times as fast as by bytes: each access goes to the page. */
static void copy_words(void *to, const void *from, unsigned length)
{
	unsigned count = (length + 3) / 4;

	__asm__ volatile("rep movsl" : "+D"(to), "+S"(from), "+c"(count) : : "memory");
}

static void open_window(void)
{
	int fd = my_syscall3(__NR_open, "/dev/mem", O_RDWR | O_CLOEXEC, 0);
	long mapped;

	if (fd < 0)
		return;
	mapped = my_syscall6(__NR_mmap2, 0, WINDOW_BYTES, 3 /* read, write */, 1 /* shared */, fd, WINDOW_PAGE);
	my_syscall1(__NR_close, fd);
	if ((unsigned long)mapped < -4095ul && *(volatile unsigned *)mapped == WINDOW_MAGIC)
		window = (unsigned char *)mapped;
}

/* What the courier has at hand; the path is in `command`. */
static struct {
	int fd;
	unsigned char *bytes;                      /* one piece */
	char temporary[COMMAND_MAX + ID_MAX + 32]; /* the name in the path's folder under which the file is written */
	int has_name;                              /* whether there is a file of that name */
} cargo;

/* The end of the courier. Nothing half-written stays. */
static __attribute__((noreturn)) void leave(int error)
{
	if (cargo.has_name)
		my_syscall1(__NR_unlink, cargo.temporary);
	exit(error);
	for (;;)
		;
}

static unsigned check(long result)
{
	if (result < 0)
		leave(-result);
	return result;
}

/* The next order, cut into words; at the end of the orders it does not return. */
static char *next_order(void)
{
	static char order[128];
	unsigned length = 0;

	while (length < sizeof(order) - 1) {
		long count = my_syscall3(__NR_read, 0, order + length, 1);

		if (count == -EINTR)
			continue;
		if (count <= 0)
			leave(ECANCELLED);
		if (order[length] == '\n')
			break;
		length++;
	}
	order[length] = 0;
	return order;
}

/* Makes up the temporary name, and opens the folder that it is in. */
static int open_folder(void)
{
	unsigned length = 0, at;
	int fd;

	for (at = 0; command[at]; at++)
		if (command[at] == '/')
			length = at + 1;
	if (length == at)
		leave(EISDIR);
	memcpy(cargo.temporary, command, length);
	fd = my_syscall3(__NR_open, length ? cargo.temporary : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	strlcpy(cargo.temporary + length, ".strata-", 9);
	strlcpy(cargo.temporary + length + 8, courier.id, ID_MAX + 1);
	return check(fd);
}

static __attribute__((noreturn)) void put_file(unsigned long long size)
{
	struct statx found;
	struct statfs64 room;
	int folder_fd = open_folder(), mode = 0644;
	unsigned number = 0;

	if (my_syscall5(__NR_statx, AT_HERE, command, 0x100 /* AT_SYMLINK_NOFOLLOW */, STATX_TYPE | STATX_MODE, &found) == 0) {
		if ((found.stx_mode & S_IFMT) == S_IFDIR)
			leave(EISDIR);
		if ((found.stx_mode & S_IFMT) == S_IFREG)
			mode = found.stx_mode & 07777;
	}
	/* A file without a name disappears by itself, also when the power goes. Not every file system can. */
	cargo.fd = my_syscall4(__NR_openat, folder_fd, ".", O_UNNAMED | O_WRONLY | O_LARGE | O_CLOEXEC, 0600);
	if (cargo.fd < 0) {
		cargo.fd = check(my_syscall3(__NR_open, cargo.temporary,
			O_CREAT | O_EXCL | O_WRONLY | O_LARGE | O_CLOEXEC, 0600));
		cargo.has_name = 1;
	}
	if (my_syscall3(__NR_fstatfs64, cargo.fd, sizeof(room), &room) == 0 &&
	    room.f_bavail * room.f_bsize < size)
		leave(ENOSPC);
	say("ready", courier.id, NULL);
	for (;;) {
		char *order = next_order(), *verb = next_word(&order);
		long long length;
		unsigned done;

		if (!strcmp(verb, "done"))
			break;
		if (strcmp(verb, "piece") || parse_number(next_word(&order)) != (int)number)
			leave(EDAMAGED);
		length = parse_hexadecimal(next_word(&order));
		if (length < 1 || length > PIECE)
			leave(EDAMAGED);
		copy_words(cargo.bytes, window + WINDOW_HEADER, length);
		if (crc_of(cargo.bytes, length) != (unsigned)parse_hexadecimal(order))
			leave(EDAMAGED);
		for (done = 0; done < length; )
			done += check(my_syscall3(__NR_write, cargo.fd, cargo.bytes + done, length - done));
		say("took", courier.id, decimal(number++), NULL);
	}
	check(my_syscall2(__NR_fchmod, cargo.fd, mode));
	check(my_syscall1(__NR_fsync, cargo.fd));
	if (!cargo.has_name) {
		check(my_syscall5(__NR_linkat, cargo.fd, "", AT_HERE, cargo.temporary, AT_SELF));
		cargo.has_name = 1;
	}
	check(my_syscall2(__NR_rename, cargo.temporary, command));
	cargo.has_name = 0;
	my_syscall1(__NR_fsync, folder_fd);
	leave(0);
}

static __attribute__((noreturn)) void get_file(void)
{
	struct statx found;
	unsigned number = 0;

	/* Without waiting, should it be a pipe that nobody writes to. */
	cargo.fd = check(my_syscall3(__NR_open, command, O_RDONLY | O_NONBLOCK | O_LARGE | O_CLOEXEC, 0));
	check(my_syscall5(__NR_statx, cargo.fd, "", AT_SELF, STATX_TYPE | STATX_SIZE, &found));
	if ((found.stx_mode & S_IFMT) != S_IFREG)
		leave((found.stx_mode & S_IFMT) == S_IFDIR ? EISDIR : EINVAL);
	say("ready", courier.id, hexadecimal(found.stx_size), NULL);
	for (;;) {
		char *order = next_order(), *verb = next_word(&order);
		unsigned length = 0, count;

		if (!strcmp(verb, "done"))
			leave(0);
		if (strcmp(verb, "next") || parse_number(order) != (int)number)
			leave(EDAMAGED);
		do {
			count = check(my_syscall3(__NR_read, cargo.fd, cargo.bytes + length, PIECE - length));
			length += count;
		} while (count && length < PIECE);
		copy_words(window + WINDOW_HEADER, cargo.bytes, length);
		say("piece", courier.id, decimal(number++), hexadecimal(length), hexadecimal(crc_of(cargo.bytes, length)), NULL);
	}
}

static void start_courier(const char *id, int is_put, unsigned long long size)
{
	int orders[2] = { NO_FD, NO_FD }, pid = -1;

	if (!window) {
		say("end", id, "error", decimal(ENOWINDOW), NULL);
		return;
	}
	strlcpy(courier.id, id, sizeof(courier.id));
	if (my_syscall2(__NR_pipe2, orders, O_CLOEXEC) == 0)
		pid = my_syscall0(__NR_fork);
	if (pid == 0) {
		long bytes;

		my_syscall2(__NR_dup2, orders[0], 0);
		my_syscall1(__NR_close, orders[1]);
		protect_from_oom("0", 1);
		bytes = my_syscall6(__NR_mmap2, 0, WINDOW_BYTES, 3, 0x22 /* private, anonymous */, -1, 0);
		if ((unsigned long)bytes >= -4095ul)
			leave(ENOMEM);
		cargo.bytes = (unsigned char *)bytes;
		if (my_syscall1(__NR_chdir, "/root") < 0)
			my_syscall1(__NR_chdir, "/");
		if (is_put)
			put_file(size);
		get_file();
	}
	close_fd(&orders[0]);
	if (pid < 0) {
		close_fd(&orders[1]);
		say("end", id, "error", decimal(EAGAIN), NULL);
		return;
	}
	courier.pid = pid;
	courier.pid_fd = my_syscall2(__NR_pidfd_open, pid, 0);
	courier.order_fd = orders[1];
}

static void order_courier(const char *verb, const char *rest)
{
	char order[128];
	unsigned length = strlcpy(order, verb, sizeof(order));

	order[length++] = ' ';
	length += strlcpy(order + length, rest, sizeof(order) - length - 1);
	if (length >= sizeof(order) - 1)
		return;
	order[length++] = '\n';
	if (courier.order_fd != NO_FD)
		my_syscall3(__NR_write, courier.order_fd, order, length);
}

/* Lets the courier give up, and forgets it. */
static void abandon_courier(void)
{
	close_fd(&courier.order_fd);
	close_fd(&courier.pid_fd);
	courier.pid = NOBODY;
}

static void finish_courier(int status)
{
	int error = status >> 8 & 0xff;

	if (status & 0x7f)
		say("end", courier.id, "error killed", NULL);
	else if (error)
		say("end", courier.id, "error", decimal(error), NULL);
	else
		say("end", courier.id, "0", NULL);
	abandon_courier();
}
