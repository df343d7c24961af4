/* tcc refuses an array in a declaration whose length is another parameter. */
#define _REGEX_NELTS(length)
#include_next <regex.h>
