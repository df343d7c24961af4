# Starts GRUB Invaders, a multiboot kernel, from the disk: first a title, then
# the game, handed over as the Multiboot Specification 0.6.96 says. Loaded by
# first-sector.s at 0000:8000.
#
# Given by the build: the game's memory image, game.bin, which begins at 1 MiB.
.code16
.intel_syntax noprefix
.globl _start

.set game_address, 0x100000
.set boot_information, 0x0600
.set header_offset, 4               # of the multiboot header in the game's memory
.set code_segment, 8
.set data_segment, 16

_start:
    .ascii "STRA"
    xor ax, ax
    mov ds, ax
    mov es, ax
    call say_where_it_plays
    call title
    mov ax, 3
    int 0x10
    mov ah, 1
    mov cx, 0x2000                  # no cursor
    int 0x10
    call note_memory
    mov ax, 0x2401                  # memory beyond 1 MiB without wrapping
    int 0x15
    in al, 0x92
    or al, 2
    and al, 0xfe
    out 0x92, al
    cli
    lgdt [descriptor_table]
    mov eax, cr0
    or al, 1
    mov cr0, eax
    ljmp code_segment, offset protected

# Memory below and above 1 MiB in KiB, for the game.
note_memory:
    mov dword ptr [boot_information], 1
    int 0x12
    movzx eax, ax
    mov [boot_information + 4], eax
    mov ah, 0x88
    int 0x15
    movzx eax, ax
    mov [boot_information + 8], eax
    ret

.code32
protected:
    mov ax, data_segment
    mov ds, ax
    mov es, ax
    mov ss, ax
    mov fs, ax
    mov gs, ax
    cld
    mov esi, offset game
    mov edi, game_address
    mov ecx, offset game_end
    sub ecx, esi
    rep movsb
    mov esi, offset game
    add esi, header_offset
    # Zeros from the end of what was copied to where the header says that its memory ends.
    mov ecx, [esi + 24]
    sub ecx, edi
    xor eax, eax
    rep stosb
    mov eax, 0x2badb002
    mov ebx, boot_information
    jmp [esi + 28]

.code16
# A word on the serial port, where a shell would be looked for.
say_where_it_plays:
    mov si, offset serial_text
1:  lodsb
    test al, al
    jz 2f
    mov dx, 0x3f8
    out dx, al
    add dx, 5
3:  in al, dx
    test al, 0x20
    jz 3b
    jmp 1b
2:  ret

serial_text: .asciz "This is GRUB Invaders, and not Linux. It has no shell: it is played on the screen.\r\n"

.balign 8
descriptors:
    .quad 0
    .quad 0x00cf9a000000ffff
    .quad 0x00cf92000000ffff
descriptor_table:
    .word 23
    .long descriptors

.include "title.s"

.balign 4
game:
    .incbin "game.bin"
game_end:
