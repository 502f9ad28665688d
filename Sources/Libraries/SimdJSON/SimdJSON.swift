internal import CSimdJSON
