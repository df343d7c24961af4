// SPDX-License-Identifier: MIT
/*
 * strata-agent: runs commands and carries files for the page over a serial port
 * (stdin/stdout).
 *
 * The protocol is described in README.md beside it. The program is freestanding
 * (the kernel's nolibc headers), static and locked into memory, so that it
 * answers even when the disk below it is gone. It opens no file itself, except
 * /proc/self/oom_score_adj and /dev/mem at its start. Files are opened, read and
 * written by a child of its own, the courier: a disk that hangs hangs only that.
 */
#include "nolibc.h"
#include <linux/stat.h>
#include <linux/termios.h>
#include <asm/ioctls.h>
#include <asm/statfs.h>

#define ID_MAX 32
#define COMMAND_MAX 65536
#define LINE_MAX (COMMAND_MAX / 3 * 4 + 256)
#define CHUNK 3072           /* raw bytes in one out/err line */
#define KILL_PATIENCE_MS 3000 /* how long a killed shell may take to die */
#define NOBODY (-1)
#define NO_FD (-1)
#ifndef O_CLOEXEC
#define O_CLOEXEC 02000000
#endif
#define O_LARGE 0100000
#define O_UNNAMED 020200000 /* O_TMPFILE */
#define AT_HERE (-100)      /* AT_FDCWD */
#define AT_SELF 0x1000      /* AT_EMPTY_PATH */
#define ECANCELLED 125
#define EDAMAGED 74         /* EBADMSG */
#define ENOWINDOW 6         /* ENXIO */

/* The window: memory that the page gives the guest, above all of the guest's own. */
#define WINDOW_PAGE 0xd0000u /* its physical address, in pages */
#define WINDOW_BYTES 131072
#define WINDOW_MAGIC 0x57525453u /* "STRW" */
#define WINDOW_HEADER 4096
#define PIECE (WINDOW_BYTES - WINDOW_HEADER)

static const char base64_digits[64] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The line being received. */
static char line[LINE_MAX + 1];
static unsigned line_length;
static int line_is_too_long;

/* The command being run; pid is NOBODY when there is none. */
static char command[COMMAND_MAX + 1];
static struct {
	char id[ID_MAX + 1];
	int pid, pid_fd, out_fd, err_fd, exec_fd;
	int exec_error;      /* errno of a failed exec, or 0 */
	int has_exited, status;
	unsigned deadline;   /* in milliseconds, when has_deadline */
	int has_deadline;
	const char *killed_because; /* "timeout", "cancelled" or NULL */
} job = { .pid = NOBODY };

/* The file being carried; pid is NOBODY when there is none. */
static struct {
	char id[ID_MAX + 1];
	int pid, pid_fd;
	int order_fd; /* the orders for the courier; at their end it gives up */
} courier = { .pid = NOBODY, .pid_fd = NO_FD, .order_fd = NO_FD };

/* NULL when the computer has no window. */
static unsigned char *window;

/* Milliseconds since boot, modulo 2^32. */
static unsigned now_ms(void)
{
	struct { long seconds, nanoseconds; } time = { 0, 0 };

	my_syscall2(__NR_clock_gettime, 1 /* CLOCK_MONOTONIC */, &time);
	return (unsigned)time.seconds * 1000u + (unsigned)time.nanoseconds / 1000000u;
}

static void write_all(const char *bytes, unsigned length)
{
	while (length > 0) {
		long written = my_syscall3(__NR_write, 1, bytes, length);

		if (written == -EINTR || written == -EAGAIN)
			continue;
		if (written <= 0)
			exit(1); /* the port is gone; init starts a new agent */
		bytes += written;
		length -= written;
	}
}

/* Writes the words, separated by spaces, as one line. Ends with a NULL. */
static void say(const char *word, ...)
{
	char reply[160];
	unsigned length = 0;
	va_list words;

	va_start(words, word);
	while (word) {
		if (length && length < sizeof(reply) - 1)
			reply[length++] = ' ';
		while (*word && length < sizeof(reply) - 1)
			reply[length++] = *word++;
		word = va_arg(words, const char *);
	}
	va_end(words);
	reply[length++] = '\n';
	write_all(reply, length);
}

static const char *decimal(unsigned value)
{
	static char digits[2][12]; /* two may be in one sentence */
	static int turn;
	char *first = digits[turn ^= 1] + sizeof(digits[0]) - 1;

	do
		*--first = '0' + value % 10;
	while (value /= 10);
	return first;
}

/* One "out ID BASE64" or "err ID BASE64" line. */
static void say_bytes(const char *stream, const unsigned char *bytes, unsigned length)
{
	static char reply[8 + ID_MAX + CHUNK / 3 * 4 + 8];
	char *end = reply;
	const char *from;

	for (from = stream; *from; )
		*end++ = *from++;
	*end++ = ' ';
	for (from = job.id; *from; )
		*end++ = *from++;
	*end++ = ' ';
	for (; length >= 3; bytes += 3, length -= 3) {
		*end++ = base64_digits[bytes[0] >> 2];
		*end++ = base64_digits[(bytes[0] & 3) << 4 | bytes[1] >> 4];
		*end++ = base64_digits[(bytes[1] & 15) << 2 | bytes[2] >> 6];
		*end++ = base64_digits[bytes[2] & 63];
	}
	if (length) {
		unsigned second = length == 2 ? bytes[1] : 0;

		*end++ = base64_digits[bytes[0] >> 2];
		*end++ = base64_digits[(bytes[0] & 3) << 4 | second >> 4];
		*end++ = length == 2 ? base64_digits[(second & 15) << 2] : '=';
		*end++ = '=';
	}
	*end++ = '\n';
	write_all(reply, end - reply);
}

static int base64_value(char digit)
{
	if (digit >= 'A' && digit <= 'Z')
		return digit - 'A';
	if (digit >= 'a' && digit <= 'z')
		return digit - 'a' + 26;
	if (digit >= '0' && digit <= '9')
		return digit - '0' + 52;
	return digit == '+' ? 62 : digit == '/' ? 63 : -1;
}

/* Decodes text into `command`. Returns NULL, or what is wrong with the text. */
static const char *decode_command(const char *text)
{
	unsigned length = strlen(text), at, out = 0;

	if (length == 0 || length % 4 != 0)
		return "base64";
	if (length / 4 * 3 > COMMAND_MAX + 2)
		return "command too long";
	for (at = 0; at < length; at += 4) {
		int padding = 0, digit;
		unsigned bits = 0, i;

		for (i = 0; i < 4; i++) {
			if (text[at + i] == '=' && at + 4 == length && i >= 2) {
				padding++;
				digit = 0;
			} else {
				digit = base64_value(text[at + i]);
				if (digit < 0 || padding)
					return "base64";
			}
			bits = bits << 6 | digit;
		}
		for (i = 0; i < 3u - padding; i++) {
			if (out == COMMAND_MAX)
				return "command too long";
			command[out] = bits >> (16 - 8 * i);
			if (command[out++] == 0)
				return "command holds a zero byte";
		}
	}
	command[out] = 0;
	return NULL;
}

static int is_id(const char *text)
{
	unsigned length = 0;

	for (; *text; text++, length++)
		if (!(*text == '-' || (*text >= '0' && *text <= '9') ||
		      (*text >= 'A' && *text <= 'Z') || (*text >= 'a' && *text <= 'z')))
			return 0;
	return length > 0 && length <= ID_MAX;
}

static const char *hexadecimal(unsigned long long value)
{
	static char digits[2][20];
	static int turn;
	char *first = digits[turn ^= 1] + sizeof(digits[0]) - 1;

	do
		*--first = "0123456789abcdef"[value & 15];
	while (value >>= 4);
	return first;
}

/* Reads up to 15 lower-case hexadecimal digits; returns -1 for anything else. */
static long long parse_hexadecimal(const char *text)
{
	unsigned length = 0;
	long long value = 0;

	for (; *text; text++, length++) {
		int digit = *text >= '0' && *text <= '9' ? *text - '0' : *text - 'a' + 10;

		if (digit < 0 || digit > 15 || (*text > '9' && *text < 'a') || length == 15)
			return -1;
		value = value << 4 | digit;
	}
	return length ? value : -1;
}

/* Reads up to nine digits; returns -1 for anything else. */
static int parse_number(const char *text)
{
	unsigned length = 0;
	int value = 0;

	for (; *text; text++, length++) {
		if (*text < '0' || *text > '9' || length == 9)
			return -1;
		value = value * 10 + (*text - '0');
	}
	return length ? value : -1;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		my_syscall1(__NR_close, *fd);
	*fd = NO_FD;
}

static void protect_from_oom(const char *score, unsigned length)
{
	int fd = my_syscall3(__NR_open, "/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC, 0);

	if (fd >= 0) {
		my_syscall3(__NR_write, fd, score, length);
		my_syscall1(__NR_close, fd);
	}
}

#define SIG_DEFAULT 0
#define SIG_IGNORED 1

/* What happens when something is written to a pipe that nobody reads. */
static void set_pipe_signal(unsigned long handler)
{
	struct { unsigned long handler, flags, restorer; unsigned long long mask; } action = { handler, 0, 0, 0 };

	my_syscall4(__NR_rt_sigaction, 13 /* SIGPIPE */, &action, NULL, sizeof(action.mask));
}

/* Never returns: becomes the shell, or reports errno through exec_fd. */
static __attribute__((noreturn)) void become_shell(int out_fd, int err_fd, int exec_fd)
{
	static char *const arguments[] = { "sh", "-c", command, NULL };
	static char *const environment[] = {
		"PATH=/usr/local/bin:/sbin:/usr/sbin:/bin:/usr/bin", "HOME=/root",
		"USER=root", "SHELL=/bin/sh", "TERM=dumb", "LANG=C.UTF-8", NULL
	};
	int error, null_fd;

	my_syscall0(__NR_setsid);
	protect_from_oom("0", 1);
	set_pipe_signal(SIG_DEFAULT);
	null_fd = my_syscall3(__NR_open, "/dev/null", O_RDWR, 0);
	if (null_fd < 0) { /* /dev was emptied: an empty pipe reads as end of file too */
		int ends[2];

		my_syscall2(__NR_pipe2, ends, 0);
		my_syscall1(__NR_close, ends[1]);
		null_fd = ends[0];
	}
	my_syscall2(__NR_dup2, null_fd, 0);
	my_syscall2(__NR_dup2, out_fd, 1);
	my_syscall2(__NR_dup2, err_fd, 2);
	if (null_fd > 2)
		my_syscall1(__NR_close, null_fd);
	if (my_syscall1(__NR_chdir, "/root") < 0)
		my_syscall1(__NR_chdir, "/");
	error = -my_syscall3(__NR_execve, "/bin/sh", arguments, environment);
	my_syscall3(__NR_write, exec_fd, &error, sizeof(error));
	exit(127);
	for (;;)
		;
}

static void start_job(const char *id, unsigned timeout_ms)
{
	int out[2] = { NO_FD, NO_FD }, err[2] = { NO_FD, NO_FD }, exec[2] = { NO_FD, NO_FD };
	const char *failed = "pipe";
	int pid = -1;

	if (my_syscall2(__NR_pipe2, out, O_CLOEXEC) == 0 &&
	    my_syscall2(__NR_pipe2, err, O_CLOEXEC) == 0 &&
	    my_syscall2(__NR_pipe2, exec, O_CLOEXEC) == 0) {
		failed = "fork";
		pid = my_syscall0(__NR_fork);
		if (pid == 0)
			become_shell(out[1], err[1], exec[1]);
	}
	close_fd(&out[1]);
	close_fd(&err[1]);
	close_fd(&exec[1]);
	if (pid < 0) {
		close_fd(&out[0]);
		close_fd(&err[0]);
		close_fd(&exec[0]);
		say("end", id, "error", failed, "failed", NULL);
		return;
	}
	strlcpy(job.id, id, sizeof(job.id));
	job.pid = pid;
	job.pid_fd = my_syscall2(__NR_pidfd_open, pid, 0);
	job.out_fd = out[0];
	job.err_fd = err[0];
	job.exec_fd = exec[0];
	job.exec_error = job.has_exited = job.status = 0;
	job.has_deadline = timeout_ms > 0;
	job.deadline = now_ms() + timeout_ms;
	job.killed_because = NULL;
}

static void kill_job(const char *why)
{
	if (!job.killed_because) {
		job.killed_because = why;
		job.deadline = now_ms() + KILL_PATIENCE_MS;
		job.has_deadline = 1;
	}
	/* The child may not have called setsid() yet. */
	my_syscall2(__NR_kill, -job.pid, 9);
	my_syscall2(__NR_kill, job.pid, 9);
}

/*
 * Passes on one chunk of a pipe, at most `limit` bytes, and closes the pipe at
 * its end. Returns how much it passed on.
 */
static unsigned forward(const char *stream, int *fd, unsigned limit)
{
	static unsigned char bytes[CHUNK];
	long length;

	do
		length = my_syscall3(__NR_read, *fd, bytes, limit < CHUNK ? limit : CHUNK);
	while (length == -EINTR);
	if (length <= 0) {
		close_fd(fd);
		return 0;
	}
	say_bytes(stream, bytes, length);
	return length;
}

/* What is in the pipe now, and no more: a background child may write for ever. */
static void drain(const char *stream, int *fd)
{
	int available = 0;

	if (*fd != NO_FD)
		my_syscall3(__NR_ioctl, *fd, FIONREAD, &available);
	while (available > 0 && *fd != NO_FD)
		available -= forward(stream, fd, available);
	close_fd(fd);
}

static void finish_job(void)
{
	drain("out", &job.out_fd);
	drain("err", &job.err_fd);
	if (job.exec_error)
		say("end", job.id, "error cannot run /bin/sh: errno", decimal(job.exec_error), NULL);
	else if (job.killed_because)
		say("end", job.id, job.killed_because, NULL);
	else if (job.status & 0x7f)
		say("end", job.id, decimal(128 + (job.status & 0x7f)), NULL);
	else
		say("end", job.id, decimal(job.status >> 8 & 0xff), NULL);
	close_fd(&job.pid_fd);
	close_fd(&job.exec_fd);
	job.pid = NOBODY;
}

/* Cuts the next word off the text. Returns "" when there is none. */
static char *next_word(char **text)
{
	char *word = *text, *end = word;

	while (*end && *end != ' ')
		end++;
	*text = end;
	if (*end) {
		*end = 0;
		*text = end + 1;
	}
	return word;
}

/* Kills the command and forgets it, without a word: nobody waits for its end any more. */
static void abandon_job(void)
{
	if (job.pid == NOBODY)
		return;
	kill_job("cancelled");
	close_fd(&job.out_fd);
	close_fd(&job.err_fd);
	close_fd(&job.pid_fd);
	close_fd(&job.exec_fd);
	job.pid = NOBODY;
}

#include "courier.h"

/* Notes the exit of the shell and of the courier, and reaps everything else that is ours. */
static void reap(void)
{
	int status, pid;

	while ((pid = my_syscall4(__NR_wait4, -1, &status, 1 /* WNOHANG */, NULL)) > 0)
		if (pid == job.pid) {
			job.has_exited = 1;
			job.status = status;
		} else if (pid == courier.pid) {
			finish_courier(status);
		}
}

/* Sets the clock from decimal milliseconds since 1970, without 64-bit division. */
static int set_clock(char *text)
{
	struct { unsigned seconds, seconds_high; unsigned nanoseconds, padding; } time = { 0 };
	unsigned length = strlen(text);
	int milliseconds, seconds_low, seconds_high;

	if (length < 13 || length > 13)
		return -1;
	milliseconds = parse_number(text + 10);
	text[10] = 0;
	seconds_low = parse_number(text + 5);
	text[5] = 0;
	seconds_high = parse_number(text);
	if (milliseconds < 0 || seconds_low < 0 || seconds_high < 0)
		return -1;
	time.seconds = (unsigned)seconds_high * 100000u + (unsigned)seconds_low;
	time.nanoseconds = (unsigned)milliseconds * 1000000u;
	return my_syscall2(__NR_clock_settime64, 0 /* CLOCK_REALTIME */, &time);
}

/* Says what the clock shows: whole seconds since 1970, and milliseconds. */
static void say_clock(const char *id)
{
	struct { unsigned seconds, seconds_high; unsigned nanoseconds, padding; } time = { 0 };

	my_syscall2(__NR_clock_gettime64, 0 /* CLOCK_REALTIME */, &time);
	say("time", id, decimal(time.seconds), decimal(time.nanoseconds / 1000000u), NULL);
}

static void obey(char *text)
{
	char *verb = next_word(&text), *id = next_word(&text);

	if (!is_id(id)) {
		say("bad id", NULL);
	} else if (!strcmp(verb, "ping")) {
		if (*text)
			say("bad ping", NULL);
		else
			say("pong", id, NULL);
	} else if (!strcmp(verb, "reset")) {
		abandon_job();
		abandon_courier();
		say("fresh", id, NULL);
	} else if (!strcmp(verb, "cancel")) {
		if (job.pid != NOBODY && !strcmp(job.id, id) && !*text)
			kill_job("cancelled");
		else if (courier.pid != NOBODY && !strcmp(courier.id, id) && !*text)
			close_fd(&courier.order_fd);
		else
			say("bad cancel", NULL);
	} else if (!strcmp(verb, "clock")) {
		if (*text && set_clock(text) < 0)
			say("bad clock", NULL);
		else
			say_clock(id);
	} else if (!strcmp(verb, "put") || !strcmp(verb, "get")) {
		int is_put = verb[0] == 'p';
		long long size = is_put ? parse_hexadecimal(next_word(&text)) : 0;
		const char *fault;

		if (size < 0)
			say("bad size", NULL);
		else if (courier.pid != NOBODY)
			say("end", id, "error busy", NULL);
		else if ((fault = decode_command(text)))
			say("bad", fault, NULL);
		else
			start_courier(id, is_put, size);
	} else if (!strcmp(verb, "piece") || !strcmp(verb, "next") || !strcmp(verb, "done")) {
		if (courier.pid == NOBODY || strcmp(courier.id, id))
			say("bad", verb, NULL);
		else
			order_courier(verb, text);
	} else if (!strcmp(verb, "run")) {
		int timeout_ms = parse_number(next_word(&text));
		const char *fault;

		if (timeout_ms < 0) {
			say("bad timeout", NULL);
		} else if (job.pid != NOBODY) {
			say("end", id, "error busy", NULL);
		} else if ((fault = decode_command(text))) {
			say("bad", fault, NULL);
		} else {
			start_job(id, timeout_ms);
		}
	} else {
		say("bad verb", NULL);
	}
}

static void receive(void)
{
	static char bytes[4096];
	long length = my_syscall3(__NR_read, 0, bytes, sizeof(bytes)), at;

	if (length == -EINTR || length == -EAGAIN)
		return;
	if (length <= 0)
		exit(1); /* the port is gone; init starts a new agent */
	for (at = 0; at < length; at++) {
		if (bytes[at] != '\n') {
			if (line_length < LINE_MAX)
				line[line_length++] = bytes[at];
			else
				line_is_too_long = 1;
			continue;
		}
		if (line_length && line[line_length - 1] == '\r')
			line_length--;
		line[line_length] = 0;
		if (line_is_too_long)
			say("bad line too long", NULL);
		else if (line_length)
			obey(line);
		line_length = line_is_too_long = 0;
	}
}

/* Raw bytes, no echo, no signals, no hang-up. */
static void set_raw(void)
{
	struct termios tty;

	if (my_syscall3(__NR_ioctl, 0, TCGETS, &tty) < 0)
		return;
	tty.c_iflag = 0;
	tty.c_oflag = 0;
	tty.c_lflag = 0;
	tty.c_cflag = CS8 | CREAD | CLOCAL | B115200;
	tty.c_cc[VMIN] = 1;
	tty.c_cc[VTIME] = 0;
	my_syscall3(__NR_ioctl, 0, TCSETS, &tty);
}

/* How long poll() may sleep: until the deadline, or for ever. */
static int patience_ms(void)
{
	int left;

	if (job.pid == NOBODY)
		return -1;
	if (!job.has_deadline)
		return job.pid_fd < 0 ? 100 : -1;
	left = (int)(job.deadline - now_ms());
	if (left < 0)
		return 0;
	return job.pid_fd < 0 && left > 100 ? 100 : left;
}

static void serve(void)
{
	struct pollfd fds[6];
	int has_job = job.pid != NOBODY, count = 2;
	/* A call among the arguments of my_syscall3() would spoil its registers. */
	int patience = patience_ms();

	fds[0].fd = 0;
	fds[1].fd = courier.pid_fd;
	if (has_job) {
		fds[2].fd = job.out_fd;
		fds[3].fd = job.err_fd;
		fds[4].fd = job.pid_fd;
		fds[5].fd = job.exec_fd;
		count = 6;
	}
	for (int i = 0; i < count; i++) {
		fds[i].events = POLLIN;
		fds[i].revents = 0;
	}
	my_syscall3(__NR_poll, fds, count, patience);

	reap();
	if (has_job) {
		if (fds[5].revents) {
			if (my_syscall3(__NR_read, job.exec_fd, &job.exec_error, sizeof(int)) != sizeof(int))
				job.exec_error = 0;
			close_fd(&job.exec_fd);
		}
		if (fds[2].revents)
			forward("out", &job.out_fd, CHUNK);
		if (fds[3].revents)
			forward("err", &job.err_fd, CHUNK);
		if (job.has_exited && job.exec_fd == NO_FD)
			finish_job();
		else if (job.has_deadline && (int)(job.deadline - now_ms()) <= 0) {
			if (job.killed_because)
				finish_job(); /* stuck in the kernel, say on a dead disk */
			else
				kill_job("timeout");
		}
	}
	if (fds[0].revents)
		receive();
}

int main(void)
{
	protect_from_oom("-1000", 5);
	my_syscall1(__NR_mlockall, 3 /* MCL_CURRENT | MCL_FUTURE */);
	set_pipe_signal(SIG_IGNORED);
	open_window();
	set_raw();
	say("hello 2", NULL);
	for (;;)
		serve();
}
