# Basalt: a small system in real mode, with a shell on the screen and the first
# serial port. Loaded by first-sector.s at 0000:8000.
.code16
.intel_syntax noprefix
.globl _start

.set sector_buffer, 0x1000          # one sector
.set line_buffer, 0x1400            # what is being typed
.set last_line, 0x1480              # what was typed before
.set line_length, 72
.set table, 0x1500                  # 256 bytes: a wave
.set entry_buffer, 0x1700           # what the BIOS answers

.set red, 4
.set brown, 6
.set dark_grey, 8
.set light_grey, 7
.set light_red, 12
.set light_green, 10
.set yellow, 14
.set white, 15
.set bar_colour, 0x4f               # white on red

_start:
    .ascii "STRA"
    mov [drive], dl
    xor ax, ax
    mov ds, ax
    mov es, ax
    mov byte ptr [last_line], 0
    call open_serial
    call open_screen
    call show_banner

shell:
    mov bl, yellow
    call set_colour
    mov si, offset prompt_text
    call print
    mov bl, light_grey
    call set_colour
    call read_line
    mov si, line_buffer
    call skip_spaces
    cmp byte ptr [si], 0
    je shell
    mov bx, offset commands
1:  mov di, [bx]
    test di, di
    jz unknown
    call match_word
    jc 2f
    add bx, 6
    jmp 1b
2:  call skip_spaces
    call [bx + 2]
    jmp shell

unknown:
    mov bl, light_red
    call set_colour
    mov si, offset unknown_text
    call print
    jmp shell

# Each command: its word, its code, what help says of it.
commands:
    .word help_word, help, help_help
    .word who_word, who, who_help
    .word disk_word, disk, disk_help
    .word cpu_word, processor, cpu_help
    .word mem_word, memory, mem_help
    .word read_word, read, read_help
    .word write_word, write, write_help
    .word fill_word, fill, fill_help
    .word time_word, time, time_help
    .word lava_word, lava, lava_help
    .word paint_word, paint, paint_help
    .word clear_word, clear, clear_help
    .word halt_word, halt, halt_help
    .word reboot_word, reboot, reboot_help
    .word 0

help_word:   .asciz "help"
who_word:    .asciz "who"
disk_word:   .asciz "disk"
cpu_word:    .asciz "cpu"
mem_word:    .asciz "mem"
read_word:   .asciz "read"
write_word:  .asciz "write"
fill_word:   .asciz "fill"
time_word:   .asciz "time"
lava_word:   .asciz "lava"
paint_word:  .asciz "paint"
clear_word:  .asciz "clear"
halt_word:   .asciz "halt"
reboot_word: .asciz "reboot"

help_help:   .asciz "              these words"
who_help:    .asciz "               who is speaking"
disk_help:   .asciz "              its signature, its size, its partitions"
cpu_help:    .asciz "               maker, speed and features of the processor"
mem_help:    .asciz "               the memory as the BIOS describes it"
read_help:   .asciz " N            shows sector N, as numbers and as text"
write_help:  .asciz " N TEXT      puts TEXT into sector N, followed by zeros"
fill_help:   .asciz " N COUNT TEXT does so with COUNT sectors from N on"
time_help:   .asciz "              the clock, and how long it is on"
lava_help:   .asciz "              draws, until a key is pressed"
paint_help:  .asciz "             paints with the mouse, until a key is pressed"
clear_help:  .asciz "             empties the screen"
halt_help:   .asciz "              stops the processor"
reboot_help: .asciz "            starts from the disk again"

prompt_text:  .asciz "basalt:80h# "
unknown_text: .asciz "That is no word of mine. Try: help\n"

help:
    mov bx, offset commands
1:  mov si, [bx]
    test si, si
    jz 2f
    push bx
    mov bl, yellow
    call set_colour
    pop bx
    mov al, ' '
    call put_char
    mov al, ' '
    call put_char
    call print
    push bx
    mov bl, light_grey
    call set_colour
    pop bx
    mov si, [bx + 4]
    call print
    call new_line
    add bx, 6
    jmp 1b
2:  ret

clear:
    call open_screen
    mov si, offset clear_sequence
    jmp print_serial

clear_sequence: .asciz "\033[2J\033[H"

.include "words.s"
.include "screen.s"
.include "serial.s"
.include "keys.s"
.include "who.s"
.include "sectors.s"
.include "disk.s"
.include "processor.s"
.include "memory.s"
.include "clock.s"
.include "lava.s"
.include "paint.s"
.include "power.s"

drive: .byte 0x80

# The build fills up to whole sectors.
