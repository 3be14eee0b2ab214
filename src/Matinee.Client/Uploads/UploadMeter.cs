namespace Matinee.Client.Uploads;

/// <summary>Rate and time left over a sliding window, told at most ten times a second.</summary>
internal sealed class UploadMeter(string videoId, long total, IProgress<UploadProgress>? progress, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(100);

    private readonly Queue<(long At, long Sent)> _samples = [];
    private long _told;

    public void Passed(long sent)
    {
        var now = time.GetTimestamp();
        if (progress is null || (sent < total && _told != 0 && time.GetElapsedTime(_told, now) < TellEvery))
            return;
        _told = now;
        // A retry goes back: what was measured before it says nothing.
        if (_samples.Count > 0 && sent < _samples.Last().Sent)
            _samples.Clear();
        _samples.Enqueue((now, sent));
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.Peek().At, now) > Window)
            _samples.Dequeue();
        var (since, from) = _samples.Peek();
        var seconds = time.GetElapsedTime(since, now).TotalSeconds;
        var rate = seconds > 0.2 ? (sent - from) / seconds : 0;
        progress.Report(new UploadProgress(videoId, sent, total, rate, rate > 0 ? TimeSpan.FromSeconds((total - sent) / rate) : null));
    }
}
