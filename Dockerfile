# docker build -t resnet-explorer .                          for the processor alone
# docker build -t resnet-explorer --build-arg DEVICE=cuda .  for NVIDIA GPUs: docker run --gpus all ...
# docker run -p 7860:7860 resnet-explorer                    says the password in its log
FROM python:3.13-slim

ARG DEVICE=cpu
WORKDIR /program
COPY requirements.txt constraints.txt ./
# PyPI's torch for Linux brings CUDA, four gigabytes more; of one version, 2.x+cpu is the newer to pip
RUN if [ "$DEVICE" = cpu ]; then export PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu; fi && \
    pip install --no-cache-dir --constraint constraints.txt --requirement requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY explorer explorer
COPY assets assets
RUN pip install --no-cache-dir --no-deps .

RUN useradd --create-home explorer
USER explorer
WORKDIR /home/explorer
ENV GRADIO_SERVER_NAME=0.0.0.0 GRADIO_SERVER_PORT=7860 PYTHONUNBUFFERED=1
EXPOSE 7860
HEALTHCHECK --start-period=60s --interval=30s --timeout=5s \
    CMD python -c "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['GRADIO_SERVER_PORT'] + '/explorer/health', timeout=4)"
CMD ["resnet-explorer", "page"]
