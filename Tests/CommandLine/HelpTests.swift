import Testing

@testable import lianban

@Test func linked() { _ = Lianban.self }
