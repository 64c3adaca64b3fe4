// What glibc has and Swift's own module of it leaves out.
#include <execinfo.h>
#include <malloc.h>
