using System.Text.Json;
using Matinee.Media.Ffmpeg;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Workers;

/// <summary>What this machine's ffmpeg was seen to encode. Trying takes seconds, so it is done once a version of ffmpeg.</summary>
internal sealed class AbilitiesFile(string path)
{
    public async Task<EncoderAbilities> ReadAsync(FfmpegTool tool, ILogger logger, CancellationToken cancellationToken)
    {
        if (Kept() is { } kept && kept.FfmpegVersion == tool.Version && kept.Cores == Environment.ProcessorCount && !kept.Encoders.IsDefaultOrEmpty)
            return kept;
        var found = await EncoderProbe.RunAsync(tool, cancellationToken);
        WorkersLog.Abilities(logger, tool.Version, string.Join(", ", found.Encoders.Select(encoder => encoder.Encoder)));
        Keep(found);
        return found;
    }

    private EncoderAbilities? Kept()
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), AbilityJson.Default.EncoderAbilities) : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null; // it is tried anew
        }
    }

    private void Keep(EncoderAbilities found)
    {
        try
        {
            // Several workers may share the file.
            var temporary = $"{path}.{Guid.NewGuid():N}";
            File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(found, AbilityJson.Default.EncoderAbilities));
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next start tries them again.
        }
    }
}
