// A channel server in an ASP.NET Core application: dotnet run [-- redis://HOST:PORT | nats://HOST:PORT]
// Any client of Centrifugo speaks to it at /connection/websocket; started twice on one broker, the two are one.
using Matinee.Brokers.Nats;
using Matinee.Brokers.Redis;
using Matinee.Realtime;
using Matinee.Samples.Channels;

var builder = WebApplication.CreateBuilder(args);
var broker = args.FirstOrDefault() ?? "";

var realtime = builder.Services.AddRealtime().UsePolicy<Lobby>();
_ = broker.StartsWith("redis", StringComparison.Ordinal) ? realtime.UseRedis(broker) : broker.StartsWith("nats", StringComparison.Ordinal) ? realtime.UseNats(broker) : realtime;
var app = builder.Build();
app.MapRealtime();

app.Run();
