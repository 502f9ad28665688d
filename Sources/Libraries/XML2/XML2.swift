internal import CXML2
