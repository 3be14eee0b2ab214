using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Matinee.App.Storage;

namespace Matinee.App.Transcoding.Orders;

/// <summary>Reads a finished file back from the store before it is committed: all of it is there, and it is what it says.</summary>
internal static class FileCheck
{
    private const int Head = 16;

    /// <param name="objects">Where the worker said it has put it.</param>
    public static async Task<CheckOutcome> CheckAsync(
        IObjectStore objects, TaskRow task, ImmutableArray<TaskOutput> outputs, string? result, bool final, CancellationToken cancellationToken)
    {
        if (!final)
            return outputs.IsEmpty ? new CheckOutcome.Accepted([]) : Refuse("verify_outputs", "A file is handed in whole, at the end.");
        if (outputs is not [{ Kind: OutputKind.File } file])
            return Refuse("verify_outputs", "One file was ordered.");
        if (!file.Key.Value.StartsWith(ObjectNames.JobFolder(task.JobId) + "/", StringComparison.Ordinal))
            return Refuse("verify_key", $"The output {file.Key} does not belong to this job.");
        if (Read(result) is not { DurationSeconds: > 0 })
            return Refuse("verify_result", "The worker did not say what the file holds.");
        await using var stream = await objects.OpenReadAsync(file.Key, cancellationToken);
        if (stream is null)
            return Refuse("verify_missing", $"{file.Key} is not in the store.");
        var head = new byte[Head];
        var read = await stream.ReadAtLeastAsync(head, Head, throwOnEndOfStream: false, cancellationToken);
        if (!FileContainers.HasSignature(FileContainers.NameOf(file.Number), head.AsSpan(0, read)))
            return Refuse("verify_content", $"The file is no {FileContainers.NameOf(file.Number)}.");
        var (bytes, hash) = await RestAsync(stream, head.AsMemory(0, read), cancellationToken);
        return bytes == file.Bytes && hash == file.Sha256
            ? new CheckOutcome.Accepted([new CheckedOutput(file)])
            : Refuse("verify_missing", $"{file.Key} is not of the size and hash it was said to be.");
    }

    public static FileResult? Read(string? result)
    {
        try
        {
            return result is null ? null : JsonSerializer.Deserialize(result, OrderJson.Default.FileResult);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<(long Bytes, string Hash)> RestAsync(Stream stream, ReadOnlyMemory<byte> head, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(head.Span);
        long bytes = head.Length;
        var buffer = new byte[128 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            bytes += read;
        }

        return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static CheckOutcome.Refused Refuse(string code, string detail) => new(code, detail);
}
