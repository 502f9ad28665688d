#pragma once
#include "iconv_shim.h"
