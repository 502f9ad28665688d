import Contracts
import System
import Testing
import Values

@testable import Pipeline

/// One region of the project's contracts, compiled once for all tests.
enum Shipped {
    /// The package's root is three folders above this file.
    static let folder =
        (0..<3).reduce(#filePath) { path, _ in File.directory(of: path) } + "/contracts"

    static let files: ContractFiles? = {
        guard var files = try? ContractFolder.read(folder) else { return nil }
        let others = Set(files.folders(in: "")).filter { files.contains("\($0)/region.yaml") }
            .subtracting(["jiaozuo"])
        files.bytes = files.bytes.filter { path, _ in
            !others.contains(String(path.prefix { $0 != "/" }))
        }
        return files
    }()

    private static let compiled: Catalogue? = files.flatMap { Catalogue.compile($0).catalogue }

    static func catalogue() throws -> Catalogue { try #require(compiled, "the contracts compile") }

    /// The contracts with a text replaced in one file.
    static func catalogue(_ path: String, _ old: String, _ new: String) throws -> Catalogue {
        var files = try #require(files)
        let text = String(decoding: try #require(files.bytes[path]), as: UTF8.self)
        try #require(text.ranges(of: old).count == 1, "'\(old)' stands there once")
        files.bytes[path] = Array(text.replacing(old, with: new).utf8)
        let (catalogue, diagnostics) = Catalogue.compile(files)
        return try #require(catalogue, "\(diagnostics.map(\.description))")
    }
}
