// Orders a segmented encode of a film and prints what happens to it.
//   MATINEE_URL=http://localhost:8080 MATINEE_TOKEN=... dotnet run --project samples/jobs -- film.mp4
using Matinee.Client;
using Matinee.Client.Http;
using Matinee.Client.Jobs;
using Matinee.Client.Uploads;

if (args is not [var film] || Environment.GetEnvironmentVariable("MATINEE_URL") is not { } url || Environment.GetEnvironmentVariable("MATINEE_TOKEN") is not { } token)
{
    Console.Error.WriteLine("usage: MATINEE_URL=... MATINEE_TOKEN=... jobs FILE");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

using var http = new HttpClient { BaseAddress = new Uri(url), Timeout = Timeout.InfiniteTimeSpan };
var matinee = new MatineeClient(http, new FixedCredentials(Credentials.FromToken(token)));

var uploaded = await matinee.Uploads.UploadAsync(new UploadOrder(film), memory: null, progress: null, stop.Token);
var job = await matinee.Jobs.SubmitAsync(new JobOrder
{
    Input = uploaded.VideoId,
    Segmented = true,
    Priority = "high",
    Affinity = "sameWorker",
    Params = new JobParams { Height = 360, SegmentSeconds = 2 },
}, key: null, stop.Token);
Console.WriteLine($"{job.Id} {job.State}");

// Survives a server that starts anew in the middle: the watch goes on after the last event it has seen.
await foreach (var happened in matinee.Jobs.WatchAsync(job.Id, after: null, stop.Token))
{
    var news = happened.Read();
    Console.WriteLine($"{happened.Name} {news.Kind} {news.Index} {news.WorkerId} {news.Progress:P0}".TrimEnd());
}

job = await matinee.Jobs.GetAsync(job.Id, stop.Token);
Console.WriteLine(job.Stats is { } stats ? $"{job.State}: {stats.DurationSeconds:0.0} s encoded in {stats.TotalTime:0.0} s by {stats.WorkersUsed} worker(s)" : job.State);
return job.State == "completed" ? 0 : 1;
