using Matinee.Server.Configuration;
using Matinee.Server.Hosting;
using Xunit;

namespace Matinee.Tests.Server;

public sealed class StoreAddressTests
{
    [Fact]
    public void Without_settings_the_objects_are_in_the_data_folder()
    {
        Assert.Equal(new StoreAddress("file", "/srv/data/objects", "", "", null, null), Read(new StorageOptions()));
    }

    [Theory]
    [InlineData("file:/srv/films", "/srv/films")]
    [InlineData("file:///srv/films", "/srv/films")]
    public void A_file_url_is_a_folder(string url, string folder)
    {
        Assert.Equal(folder, Read(new StorageOptions { Url = url }).Root);
    }

    [Fact]
    public void A_bucket_has_a_prefix_an_endpoint_and_a_region()
    {
        var address = Read(new StorageOptions { Url = "s3://films/house/one/?endpoint=http://minio:9000&region=eu-central-1" });

        Assert.Equal(new StoreAddress("s3", "films", "", "house/one", new Uri("http://minio:9000"), "eu-central-1"), address);
    }

    [Fact]
    public void The_short_names_make_the_same_address()
    {
        var address = Read(new StorageOptions { Bucket = "films", Endpoint = "https://s3.example.org", Region = "eu-west-1" });

        Assert.Equal(new StoreAddress("s3", "films", "", "", new Uri("https://s3.example.org"), "eu-west-1"), address);
    }

    [Fact]
    public void An_azure_address_has_an_account_and_a_container()
    {
        Assert.Equal(new StoreAddress("azblob", "account", "films", "a/b", null, null), Read(new StorageOptions { Url = "azblob://account/films/a/b" }));
    }

    [Theory]
    [InlineData("s3://AKIA:hunter2@films", "keys do not belong into the URL")]
    [InlineData("s3:///films", "names no bucket")]
    [InlineData("azblob://account", "the container is missing")]
    [InlineData("s3://films?endpoint=minio:9000", "is no endpoint")]
    public void What_cannot_be_read_is_refused_in_words_and_without_secrets(string url, string reason)
    {
        var (address, refusal) = StoreAddress.Read(new StorageOptions { Url = url }, "/srv/data");

        Assert.Null(address);
        Assert.Contains(reason, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal, StringComparison.Ordinal);
    }

    private static StoreAddress Read(StorageOptions options) => StoreAddress.Read(options, "/srv/data").Address!; // given settings that name one
}
