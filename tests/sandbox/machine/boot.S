/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A system of 512 bytes for the tests of virtual machines. It counts at the upper left of its screen, for ever. Keys: "w" writes
 * to its disk until that fails or a key is pressed, "q" switches the machine off, a digit is shown on the line below.
 */

	.code16
	.text
	.globl start
start:
	cli
	xorw	%ax, %ax
	movw	%ax, %ds
	movw	%ax, %ss
	movw	$0x7c00, %sp
	movb	%dl, drive
	movw	$0xb800, %ax
	movw	%ax, %es
	cld

	/* The keyboard's interrupt is kept away; its codes are translated, and it is told to send them. */
	inb	$0x21, %al
	orb	$2, %al
	outb	%al, $0x21
	movb	$0x60, %al
	outb	%al, $0x64
	movb	$0x44, %al
	outb	%al, $0x60
	movb	$0xf4, %al
	outb	%al, $0x60
	sti

	/* A screen that is blank but for what is written below. */
	xorw	%di, %di
	movw	$0x0f20, %ax
	movw	$2000, %cx
	rep stosw

loop:
	hlt
	incw	count
	movw	count, %bx
	xorw	%di, %di
	call	show
	movw	second, %bx
	movw	$160, %di
	call	show
	cmpb	$0, writing
	je	keys
	call	write

	/* The keyboard is asked itself: the firmware sometimes does not get on with it on a busy machine. Scan codes of set 1. */
keys:
	inb	$0x64, %al
	testb	$1, %al
	jz	loop
	inb	$0x60, %al
	cmpb	$0x11, %al
	je	begin
	cmpb	$0x10, %al
	je	off
	subb	$1, %al
	cmpb	$10, %al
	ja	keys
	xorb	%ah, %ah
	movw	%ax, second
	jmp	keys

begin:
	movb	$1, writing
	jmp	loop

	/* Power off by ACPI, where QEMU's q35 has it. */
off:
	movw	$0x604, %dx
	movw	$0x2000, %ax
	outw	%ax, %dx
	jmp	loop

	/* 64 sectors more, from wherever in memory. */
write:
	movb	$0x43, %ah
	xorb	%al, %al
	movb	drive, %dl
	movw	$packet, %si
	int	$0x13
	addl	$64, sector
	ret

	/* %bx in hexadecimal at %di: each digit is a block of its own colour, to be seen by any eye. */
show:
	movw	$4, %cx
1:	rolw	$4, %bx
	movw	%bx, %ax
	andb	$15, %al
	movb	%al, %ah
	shlb	$4, %ah
	orb	$15, %ah
	addb	$'0', %al
	cmpb	$'9', %al
	jbe	2f
	addb	$7, %al
2:	stosw
	loop	1b
	ret

count:	.word	0
second:	.word	0
writing: .byte	0
drive:	.byte	0
	.balign	4
packet:	.byte	16, 0
	.word	64
	.word	0x0000, 0x1000
sector:	.long	2048, 0

	.org	510
	.word	0xaa55
