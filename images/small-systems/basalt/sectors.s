# Sectors of the disk, by the BIOS's numbered reads and writes.

# Reads sector EAX into sector_buffer; carry when that fails.
read_sector:
    mov ah, 0x42
    jmp access_sector
# Writes sector_buffer to sector EAX (kept in packet_sector); carry when that fails.
write_sector:
    mov ah, 0x43
access_sector:
    xor al, al
    mov dl, [drive]
    mov si, offset packet
    int 0x13
    ret

# Sector EAX is the next one to be read or written.
choose_sector:
    mov [packet_sector], eax
    ret

.balign 4
packet:
    .byte 16, 0
    .word 1
    .word sector_buffer, 0
packet_sector:
    .quad 0

# How many sectors the disk has, in EAX; carry when the BIOS can't tell.
disk_size:
    mov word ptr [entry_buffer], 26
    mov ah, 0x48
    mov dl, [drive]
    mov si, entry_buffer
    int 0x13
    mov eax, [entry_buffer + 16]
    ret

# Takes a sector's number at SI and chooses it; carry, after a word of why, when it is none of the disk's.
take_sector:
    call take_number
    jc 1f
    push si
    push eax
    call disk_size
    mov ecx, eax
    pop eax
    pop si
    jc 1f
    cmp eax, ecx
    jae 1f
    call choose_sector
    clc
    ret
1:  mov bl, light_red
    call set_colour
    mov si, offset which_sector_text
    call print
    call disk_size
    dec eax
    call print_decimal
    mov al, '.'
    call put_char
    call new_line
    stc
    ret

disk_error:
    mov bl, light_red
    call set_colour
    mov si, offset disk_error_text
    jmp print

which_sector_text: .asciz "Which sector? A number from 0 to "
disk_error_text:   .asciz "The disk refused.\n"

read:
    call take_sector
    jc 9f
    call read_sector
    jc disk_error
    mov bp, sector_buffer
1:  mov bl, brown
    call set_colour
    mov ax, bp
    sub ax, sector_buffer
    push ax
    mov al, ah
    add al, '0'
    call put_char
    pop ax
    call print_hex_byte
    call space
    # Twenty-four bytes to a line, in groups of four.
    mov cx, 24
    mov si, bp
2:  mov bl, light_green
    mov ax, cx
    dec ax
    test al, 4
    jz 3f
    mov bl, light_grey
3:  call set_colour
    cmp si, sector_buffer + 512
    jae 4f
    lodsb
    call print_hex_byte
    jmp 5f
4:  call space
    call space
5:  loop 2b
    call space
    mov bl, white
    call set_colour
    mov cx, 24
6:  mov al, [bp]
    inc bp
    cmp al, ' '
    jb 7f
    cmp al, 127
    jb 8f
7:  mov al, 0xfa
8:  call put_char
    cmp bp, sector_buffer + 512
    je 10f
    loop 6b
10: call new_line
    cmp bp, sector_buffer + 512
    jb 1b
9:  ret

space:
    mov al, ' '
    jmp put_char

write:
    call take_sector
    jc 1f
    call take_content
    call write_sector
    jc disk_error
    mov ecx, 1
    jmp told_written
1:  ret

fill:
    call take_sector
    jc 3f
    call take_number
    jc 4f
    mov ecx, eax
    jecxz 4f
    push ecx
    push si
    call disk_size
    pop si
    pop ecx
    sub eax, [packet_sector]
    cmp ecx, eax
    jbe 1f
    mov ecx, eax                    # up to the end of the disk
1:  call take_content
    push ecx
2:  push ecx
    call write_sector
    pop ecx
    jc 5f
    inc dword ptr [packet_sector]
    dec ecx
    jnz 2b
    pop ecx
    sub [packet_sector], ecx
    jmp told_written
3:  ret
4:  mov bl, light_red
    call set_colour
    mov si, offset how_many_text
    jmp print
5:  pop ecx
    jmp disk_error

# Puts the text at SI into sector_buffer, followed by zeros.
take_content:
    push ecx
    mov di, sector_buffer
    mov cx, 512
1:  lodsb
    test al, al
    jz 2f
    stosb
    loop 1b
2:  xor al, al
    rep stosb
    pop ecx
    ret

# Says that ECX sectors from packet_sector on were written.
told_written:
    mov bl, light_green
    call set_colour
    mov si, offset written_text
    call print
    mov eax, [packet_sector]
    call print_decimal
    dec ecx
    jz 1f
    mov si, offset up_to_text
    call print
    add eax, ecx
    call print_decimal
1:  mov al, '.'
    call put_char
    call new_line
    mov eax, [packet_sector]
    cmp eax, SYSTEM_SECTORS
    ja 2f
    mov bl, light_red
    call set_colour
    mov si, offset own_sector_text
    call print
2:  ret

how_many_text:   .asciz "How many sectors? fill N COUNT TEXT\n"
written_text:    .asciz "Written: sector "
up_to_text:      .asciz " to "
own_sector_text: .asciz "Basalt itself was there. It may not start again.\n"
