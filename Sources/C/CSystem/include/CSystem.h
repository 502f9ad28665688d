#pragma once

#include "Linux.h"
#include "iconv_shim.h"
