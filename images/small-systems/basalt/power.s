# The end.

halt:
    mov bl, yellow
    call set_colour
    mov si, offset halt_text
    call print
    cli
1:  hlt
    jmp 1b

# By the keyboard controller, which holds the processor's reset line.
reboot:
    mov bl, yellow
    call set_colour
    mov si, offset reboot_text
    call print
1:  in al, 0x64
    test al, 2
    jnz 1b
    mov al, 0xfe
    out 0x64, al
    cli
2:  hlt
    jmp 2b

halt_text:   .asciz "Halted. The power can be cut.\n"
reboot_text: .asciz "Starting again.\n"
