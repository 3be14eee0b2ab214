using Matinee.App.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Uploads;

/// <summary>How each bad end of a transfer is told.</summary>
internal static class UploadProblems
{
    public static ProblemHttpResult Of(UploadOutcome outcome) => outcome switch
    {
        UploadOutcome.WrongOffset wrong => Problems.Of(ProblemKinds.Conflict, $"The upload stands at byte {wrong.Offset}. Ask by HEAD and go on from there."),
        UploadOutcome.Busy => Problems.Of(ProblemKinds.Conflict, "Another request of this upload is still running.", TimeSpan.FromSeconds(2)),
        UploadOutcome.NoLongerOpen => Problems.Of(ProblemKinds.Gone, "This upload has ended. Begin a new one."),
        UploadOutcome.TooMuch large => Problems.Of(ProblemKinds.TooLarge, $"More came than the {large.MaxBytes} bytes that were promised."),
        UploadOutcome.TooShort few => Problems.Of(ProblemKinds.Malformed, $"{few.Offset} bytes came; {few.DeclaredBytes} were promised."),
        UploadOutcome.CutOff cut => Problems.Of(ProblemKinds.Conflict, $"The transfer was cut off at byte {cut.Offset}. Go on from there."),
        UploadOutcome.WrongChecksum { WholeFile: true } mismatch => Problems.Of(
            ProblemKinds.ChecksumMismatch, $"The file arrived with SHA-256 {mismatch.Found} instead of {mismatch.Expected}. It was dropped; upload it again."),
        UploadOutcome.WrongChecksum mismatch => Problems.Of(
            ProblemKinds.ChecksumMismatch, $"The chunk arrived with hash {mismatch.Found} instead of {mismatch.Expected}. It was dropped; send it again."),
        UploadOutcome.NotVideo other => Problems.Of(ProblemKinds.UnsupportedMedia, $"Not a video: it looks like {other.Found}. Nothing was kept."),
        UploadOutcome.StoreAway => Problems.Of(
            ProblemKinds.Unavailable, "The file is here, and the object store does not take it now. Nothing is lost; ask again.", TimeSpan.FromSeconds(5)),
        UploadOutcome.DiskFull => UploadAdmission.NoSpace(),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "This is no problem."),
    };
}
