# The image of "make release", for those who have a container engine:
#
#	docker build --build-arg VERSION="$(git describe --tags --always)" -t partner-import .
#
# It holds the program, its licences and the certificates that it trusts, and runs as a user
# who is not root. The zones of the world are in the program. Nothing is written but in /data,
# where your files are, and in /tmp.
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
ARG TARGETOS
ARG TARGETARCH
ARG VERSION=devel
WORKDIR /source
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN mkdir -p /image/data /image/tmp /image/etc/ssl/certs /image/usr/bin /image/usr/share/doc/partner-import \
	&& chmod 1777 /image/tmp \
	&& CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -buildvcs=false \
		-ldflags "-s -w -buildid= -X main.release=$VERSION" -o /image/usr/bin/partner-import ./cmd/partner-import \
	&& go run ./cmd/notices /image/usr/bin/partner-import > /image/usr/share/doc/partner-import/NOTICE \
	&& go run ./cmd/sbom "$VERSION" /image/usr/bin/partner-import > /image/usr/share/doc/partner-import/partner-import.cdx.json \
	&& cp LICENSE /image/usr/share/doc/partner-import/ \
	&& cp /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ \
	&& printf 'root:x:0:0:root:/:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/data:/sbin/nologin\n' > /image/etc/passwd \
	&& printf 'root:x:0:\nnonroot:x:65532:\n' > /image/etc/group

FROM scratch
ARG VERSION=devel
COPY --from=build /image/ /
COPY --from=build --chown=65532:65532 /image/data /data
LABEL org.opencontainers.image.title="partner-import" \
	org.opencontainers.image.version="$VERSION" \
	org.opencontainers.image.licenses="Apache-2.0"
ENV PATH=/usr/bin HOME=/data
WORKDIR /data
USER 65532:65532
ENTRYPOINT ["/usr/bin/partner-import"]
