#include <stdio.h>
#include <sys/utsname.h>

int main(void)
{
    struct utsname system;

    uname(&system);
    printf("Hello from %s %s on %s.\n", system.sysname, system.release, system.machine);
    return 0;
}
