#pragma once
// SHA1_Init and its like are deprecated in OpenSSL 3 in favour of EVP, whose contexts live on the heap and cost a
// multiple for short inputs. Their state is a plain value, which Swift can copy and put on the stack.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
