using Matinee.Media.Ffmpeg;
using Matinee.Media.Probing;

namespace Matinee.IntegrationTests.Media;

/// <summary>The machine's ffmpeg, found once.</summary>
internal static class Tools
{
    private static readonly Lazy<Task<FfmpegTool>> Located = new(() => FfmpegTool.LocateAsync(null, null, CancellationToken.None));

    public static Task<FfmpegTool> ToolAsync() => Located.Value;

    public static async Task<FfmpegRun> RunAsync() => new(await Located.Value);

    public static async Task<Prober> ProberAsync() => new(await RunAsync(), TimeProvider.System);
}
