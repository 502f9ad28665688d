package import Values

/// What became of one story.
package struct StoryReport: Sendable {
    /// Its folder below the contracts folder.
    package var name: String
    /// The folder's name where the story cannot be read.
    package var title: String
    package var stepCount: Int
    /// Rows of its table.
    package var rowCount = 0
    /// What is wrong with the story itself; it was then not run.
    package var faults: [Diagnostic] = []
    /// In the order of the steps.
    package var failures: [StepFailure] = []

    package var isGreen: Bool { faults.isEmpty && failures.isEmpty }
}

/// A step that did not go as told.
package struct StepFailure: Sendable {
    package enum Kind: String, Sendable {
        /// Something else became of a message that came in.
        case gives
        /// A message did not go out.
        case missing
        /// A message went out that no step expects.
        case unexpected
        /// A message went out under another message-id.
        case messageID = "message-id"
        case header
        /// The file of an expected message is not there yet.
        case noFile = "no-file"
        /// A message is not what its file holds.
        case content
        /// Something else was decided about a row of a table.
        case row
        /// The hub itself failed; the rest of the story was not run.
        case hub
    }

    package var kind: Kind
    /// The step.
    package var span: SourceSpan
    /// One sentence without a full stop: what the step is about.
    package var message: String
    package var expected: String?
    package var found: String?
    /// What helps to see why.
    package var notes: [String] = []
    package var difference: MessageDifference?
    /// What the step's file would have to hold.
    package var rewrite: Rewrite?
    /// The item that the step names.
    var item: String?
}

/// A file of a story with the bytes that came.
package struct Rewrite: Sendable, Hashable {
    /// Below the contracts folder.
    package var path: String
    package var bytes: [UInt8]
}
