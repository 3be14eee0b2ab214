using Matinee.App.Fleet;
using Matinee.App.Nodes;
using Matinee.App.Transcoding;
using Matinee.Media.Ffmpeg;
using Matinee.Processes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Workers;

/// <summary>The tools of this machine, and what they can do.</summary>
internal sealed class Workbench(WorkerPlace place, NodeIdentity node, IOptions<WorkerOptions> options, TimeProvider time, ILogger<Workbench> logger)
{
    private static readonly TimeSpan LookForFfmpegEvery = TimeSpan.FromSeconds(30);

    public WorkerOptions Options => options.Value;

    public int Slots => Options.Slots ?? Environment.ProcessorCount;

    /// <summary>Where tasks write, each in a folder of its own.</summary>
    public string Folder { get; } = Path.Combine(node.DataFolder, "work");

    /// <summary>The process is nothing but this worker, and ends when it is told to.</summary>
    public bool IsRemote => place.IsRemote;

    /// <summary>Waits for ffmpeg inside a server, which has other things to do meanwhile.</summary>
    /// <exception cref="FfmpegMissingException">It is missing, and the worker is nothing but that.</exception>
    public async Task<(FfmpegRun Ffmpeg, WorkerProfile Profile)> OpenAsync(PauseSwitch pause, CancellationToken cancellationToken)
    {
        var tool = await FindFfmpegAsync(cancellationToken);
        if (!tool.IsolatesNetwork)
            WorkersLog.NetworkNotIsolated(logger);
        var abilities = await new AbilitiesFile(options.Value.AbilitiesFile ?? Path.Combine(node.DataFolder, "encoders.json")).ReadAsync(tool, logger, cancellationToken);
        var encoders = abilities.Encoders.Select(e => new WorkerEncoder(EncoderKeys.Of(e.Encoder, tool.Version), e.Codec, e.FramesPerSecond, e.Hardware));
        var all = new WorkerAbilities(tool.Version, [.. encoders], abilities.Filters, abilities.Cores, abilities.MemoryBytes);
        return (new FfmpegRun(tool, pause), new WorkerProfile(place.Name, Slots, all, place.Address));
    }

    private async Task<FfmpegTool> FindFfmpegAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await FfmpegTool.LocateAsync(options.Value.FfmpegPath, options.Value.FfprobePath, cancellationToken);
            }
            catch (FfmpegMissingException e) when (!place.IsRemote)
            {
                WorkersLog.NoFfmpeg(logger, e.Message, LookForFfmpegEvery.TotalSeconds);
                await Task.Delay(LookForFfmpegEvery, time, cancellationToken);
            }
        }
    }
}
