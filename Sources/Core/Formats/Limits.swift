/// How much of a message is read before it is refused.
package struct Limits: Sendable, Hashable {
    /// The whole message, in bytes as they came.
    package var sizeMax: Int
    /// Arrays and objects, or elements, within one another.
    package var depthMax: Int
    /// One string, in bytes of UTF-8.
    package var stringMax: Int

    /// Records of a table or of keyvalue, and fields of one record: what no parser of a library bounds.
    package var countMax: Int

    /// How many problems of one message are told; one with more is broken as a whole.
    package var problemsMax: Int

    /// 4 MiB, 64 levels, strings of 1 MiB, 100 000 records, 100 problems.
    package init(
        sizeMax: Int = 4 << 20,
        depthMax: Int = 64,
        stringMax: Int = 1 << 20,
        countMax: Int = 100_000,
        problemsMax: Int = 100
    ) {
        self.sizeMax = sizeMax
        self.depthMax = depthMax
        self.stringMax = stringMax
        self.countMax = countMax
        self.problemsMax = max(1, problemsMax)
    }
}
