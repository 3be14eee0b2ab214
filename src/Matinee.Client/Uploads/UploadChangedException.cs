namespace Matinee.Client.Uploads;

/// <summary>The file was changed while it was being sent: what the server has is neither the old one nor the new.</summary>
public sealed class UploadChangedException(string path, string here, string there)
    : IOException($"{path} has the SHA-256 {here}, and the server received {there}. The file changed meanwhile: delete the video and upload again.");
