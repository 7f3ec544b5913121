# tollgate in a small Debian: for GitLab jobs and `docker run`. No entrypoint, so that a job's shell works as usual.
#   docker build -t tollgate . && docker run --rm -v "$PWD:/project" tollgate tollgate check
FROM debian:12-slim AS build
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends ca-certificates git
COPY . /src
RUN /src/scripts/packages install build \
 && cmake -S /src -B /build -G Ninja -DCMAKE_BUILD_TYPE=Release \
 && cmake --build /build --target tollgate \
 && strip /build/tollgate
# The packages whose libraries it is linked with.
RUN ldd /build/tollgate | awk '$3 ~ /^\// { print $3 }' | xargs -n 1 basename | sed 's,^,*/,' \
 | xargs -n 1 dpkg --search | cut -d : -f 1 | sort -u > /libraries

FROM debian:12-slim
COPY --from=build /libraries /tmp/libraries
RUN apt-get update -qq \
 && xargs apt-get install -y -qq --no-install-recommends ca-certificates git tzdata < /tmp/libraries \
 && rm -rf /var/lib/apt/lists/* /tmp/libraries \
 && useradd --create-home --uid 1000 tollgate \
# The checkout belongs to the runner's user, not to ours.
 && git config --system --add safe.directory '*'
COPY --from=build /build/tollgate /usr/local/bin/tollgate
USER tollgate
WORKDIR /project
CMD ["tollgate", "--help"]
