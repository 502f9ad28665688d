package enum LanguageFunctions { package static let all: [Function] = [] }
