extension Explanation {
    static let files: [Explanation] = []
    static let schemas: [Explanation] = []
    static let rules: [Explanation] = []
    static let parties: [Explanation] = []
    static let maps: [Explanation] = []
    static let expressions: [Explanation] = []
    static let envelopes: [Explanation] = []
}
