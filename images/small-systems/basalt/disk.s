# What the disk says of itself.

disk:
    xor eax, eax
    call choose_sector
    call read_sector
    jc disk_error
    mov si, offset signature_label
    call label
    mov eax, [sector_buffer + 0x1b8]
    call print_hex
    mov si, offset by_bios_text
    call print
    mov al, [drive]
    call print_hex_byte
    call new_line

    mov si, offset size_label
    call label
    call disk_size
    jc disk_error
    call print_decimal
    mov si, offset sectors_text
    call print
    shr eax, 11
    call print_decimal
    mov si, offset mebibytes_text
    call print

    mov si, offset system_label
    call label
    mov eax, SYSTEM_SECTORS
    call print_decimal
    mov si, offset system_text
    call print

    mov si, offset partitions_label
    call label
    mov bp, sector_buffer + 0x1be
    mov cx, 4
    xor dx, dx
1:  cmp byte ptr [bp + 4], 0
    je 2f
    inc dx
    mov al, [bp + 4]
    mov si, offset type_text
    call print
    call print_hex_byte
    mov si, offset from_text
    call print
    mov eax, [bp + 8]
    call print_decimal
2:  add bp, 16
    loop 1b
    test dx, dx
    jnz new_line
    mov si, offset no_partitions_text
    jmp print

signature_label:    .asciz "  signature   "
by_bios_text:       .asciz ", the BIOS's disk "
size_label:         .asciz "  size        "
sectors_text:       .asciz " sectors of 512 bytes, "
mebibytes_text:     .asciz " MiB\n"
system_label:       .asciz "  Basalt      "
system_text:        .asciz " sectors behind the first one; the rest is filled\n"
partitions_label:   .asciz "  partitions  "
type_text:          .asciz "type "
from_text:          .asciz " from "
no_partitions_text: .asciz "none\n"
