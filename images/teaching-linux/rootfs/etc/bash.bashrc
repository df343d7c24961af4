# Read by every interactive bash.
PS1='strata:\w# '
HISTSIZE=1000
HISTCONTROL=ignoredups
shopt -s histappend
alias ls='ls --color=auto' ll='ls -l' la='ls -la' hd='hexdump -C'
