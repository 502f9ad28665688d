#pragma once
#include "Linux.h"
