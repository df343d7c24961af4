# The first sector of the disk: loads the rest of a small system behind it and
# starts it at 0000:8000, with the BIOS's number of the disk in DL.
#
# Given by the build: SYSTEM_SECTORS, how many sectors follow (127 at most), and
# DISK_SIGNATURE, the four bytes by which systems know the disk.
.code16
.intel_syntax noprefix
.globl _start

.set load_address, 0x8000

_start:
    cli
    xor ax, ax
    mov ds, ax
    mov es, ax
    mov ss, ax
    mov sp, 0x7c00
    sti
    cld
    ljmp 0, offset begin

begin:
    mov [drive], dl
    mov ah, 0x41                    # does the BIOS read by sector number?
    mov bx, 0x55aa
    int 0x13
    jc no_extensions
    cmp bx, 0xaa55
    jne no_extensions

    mov si, offset packet
    mov dl, [drive]
    mov ah, 0x42
    int 0x13
    jc unreadable
    cmp dword ptr [load_address], 0x41525453    # "STRA"
    jne nothing_there

    mov dl, [drive]
    jmp load_address + 4

no_extensions:
    mov si, offset extensions_text
    jmp fail
unreadable:
    mov si, offset unreadable_text
    jmp fail
nothing_there:
    mov si, offset nothing_text
fail:
    lodsb
    test al, al
    jz stop
    mov ah, 0x0e
    mov bx, 7
    int 0x10
    jmp fail
stop:
    hlt
    jmp stop

extensions_text: .asciz "This BIOS does not read by sector number.\r\n"
unreadable_text: .asciz "The disk can't be read.\r\n"
nothing_text:    .asciz "Behind the first sector the system is missing.\r\n"

.balign 4
packet:
    .byte 16, 0
    .word SYSTEM_SECTORS
    .word 0, load_address >> 4
    .quad 1
drive:
    .byte 0

.org 0x1b8
    .long DISK_SIGNATURE
    .word 0
.org 0x1fe
    .word 0xaa55
